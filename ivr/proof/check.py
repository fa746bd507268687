"""Whether a hotline may be served: configuration, figures, routes, clips, seconds, proof."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

from ivr.hotline import BrokenHotline, Fault, Loaded, load
from ivr.proof.budgets import all_milestones, over_budget
from ivr.proof.crew import Site, prove_site
from ivr.proof.prove import Proof
from ivr.speech import MANIFEST_NAME, Manifest, SpeechError

MANIFEST_FILE: Final = f"audio/built/{MANIFEST_NAME}"

MOST_CLIPS_NAMED: Final = 3
"""Missing clips named one by one; one command makes them all."""

SOON: Final = dt.timedelta(days=30)
"""How long before a figure expires it is warned of."""


def check(
    site: Site,
    now: dt.datetime,
    *,
    production: bool = False,
    prove: bool = True,
    jobs: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> list[Fault]:
    """Return everything that is wrong with a project, mistakes and warnings, in file order.

    ``production`` holds it to what callers may be given: figures marked as unsure count as
    mistakes. ``prove`` visits every state, once everything else is sound; ``now`` is aware.
    """
    try:
        loaded = load(site.root, site.variables)
    except BrokenHotline as broken:
        return list(broken.faults)
    faults = [*loaded.warnings, *_facts(loaded, now.date()), *_routes(loaded)]
    if production:
        faults += _unsure(loaded)
    faults += _clips(site, loaded)
    if prove and not any(fault.file == MANIFEST_FILE for fault in faults):
        milestones = all_milestones(loaded.hotline, site.lengths(), now)
        faults += over_budget(loaded.hotline, milestones)
        proof = prove_site(site, now, jobs=jobs, progress=progress)
        faults += _broken_promises(proof)
    return sorted(set(faults))


def _broken_promises(proof: Proof) -> Iterator[Fault]:
    """Yield one mistake for each promise that does not hold, with its first counter-example."""
    counts = Counter(finding.promise for finding in proof.findings)
    for promise, number in counts.items():
        first = next(finding for finding in proof.findings if finding.promise == promise)
        more = f" ({number} counter-examples: ivr proof shows them)" if number > 1 else ""
        yield Fault("config/menu.yaml", 1, f"{promise}: {first.what}{more}.", first.command)


def _facts(loaded: Loaded, today: dt.date) -> Iterator[Fault]:
    file = loaded.files["facts"]
    for name, fact in loaded.hotline.facts.items():
        fix = f"Look it up at {fact.source}, and set value, year, checked and expires."
        if today > fact.expires:
            what = f"{name}: expired on {fact.expires}; callers hear the wording without it."
            yield file.fault((name, "expires"), what, fix, warning=True)
        elif today > fact.expires - SOON:
            what = f"{name}: expires on {fact.expires}."
            yield file.fault((name, "expires"), what, fix, warning=True)


def _unsure(loaded: Loaded) -> Iterator[Fault]:
    file = loaded.files["facts"]
    for name, fact in loaded.hotline.facts.items():
        if fact.unsure:
            fix = "Verify it, then take [unsure] away."
            yield file.fault(
                (name, "unsure"), f"{name} is unsure: {fact.unsure}", fix, warning=True
            )


def _routes(loaded: Loaded) -> Iterator[Fault]:
    """Yield a warning for every service that nobody can be put through to."""
    for key, municipality in loaded.hotline.municipalities.items():
        for name, service in municipality.services.items():
            if service.number is None or service.routes:
                continue
            local = loaded.files[f"municipalities/{key}"]
            own = ("services", name) in local.lines
            fault = (local if own else loaded.files["services"]).fault(
                ("services", name) if own else (name, "routes"),
                f"{name} has no live route: callers hear {service.number} instead.",
                "Add a route, or set the variable it names.",
            )
            yield replace(fault, warning=True)


def _clips(site: Site, loaded: Loaded) -> Iterator[Fault]:
    folder = site.root / "audio" / "built"
    try:
        manifest = Manifest.load(folder / MANIFEST_NAME)
    except SpeechError as error:
        yield Fault(MANIFEST_FILE, 1, str(error))
        return
    missing = [
        (language, text)
        for language, text in sorted(loaded.texts)
        if (clip := manifest.clip(language, text)) is None or not (folder / clip.file).is_file()
    ]
    for language, text in missing[:MOST_CLIPS_NAMED]:
        what = f"No clip says [{text[:60]}] in {language}."
        yield Fault(MANIFEST_FILE, 1, what, "Run: ivr audio build")
    if len(missing) > MOST_CLIPS_NAMED:
        what = f"{len(missing)} clips are missing in all."
        yield Fault(MANIFEST_FILE, 1, what, "Run: ivr audio build")
