"""Whether a hotline may be served: configuration, figures, routes, clips, seconds, proof."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from ivr.definition import Loaded, load
from ivr.definition.checks.telephone.examples import in_one_line
from ivr.model.prompts import NO_ENGINE
from ivr.problems import BrokenHotline, Problem, Refusal, Severity, in_order
from ivr.proof.case import promise_of
from ivr.proof.explore import Scenario
from ivr.proof.figures import days_of_figures, unsure_figures
from ivr.proof.places import located
from ivr.proof.promises.always import takes_every_input
from ivr.proof.prove import Proof, numbers_of
from ivr.proof.timing.budgets import all_milestones, never_heard, over_budget
from ivr.proof.timing.lengths import Lengths
from ivr.proof.workers import on_trial, prove_site
from ivr.serving.assembly import Assembly, Site, assemble
from ivr.serving.readiness import critical_prompts
from ivr.speech.clips.manifest import MANIFEST_NAME
from ivr.speech.errors import SpeechError
from ivr.translation.sources import norwegian_changed

MANIFEST_FILE: Final = f"audio/built/{MANIFEST_NAME}"

NO_CLIPS: Final = ("clips-unreadable", "clip-missing")
"""Mistakes that keep calls from being followed, for nothing can be timed."""

MOST_CLIPS_NAMED: Final = 3
"""Missing clips named one by one; one command makes them all."""


def check(
    site: Site,
    now: dt.datetime,
    *,
    production: bool = False,
    prove: bool = True,
    jobs: int | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> list[Problem]:
    """Return everything that is wrong with a project, mistakes and warnings, in file order.

    ``production`` holds it to what callers may be given: examples of numbers are mistakes, and
    figures marked as unsure are warned of. ``prove`` visits every state, once everything else is
    sound; ``now`` is aware.
    """
    try:
        loaded = load(site.root, site.variables)
    except BrokenHotline as broken:
        return list(broken.problems)
    today = now.astimezone(loaded.hotline.timezone).date()
    found = [*loaded.warnings, *days_of_figures(loaded, today), *_routes(loaded), *_numbers(loaded)]
    found += loaded.examples if production else in_one_line(loaded.examples)
    found += _outdated(loaded, site)
    if production:
        found += unsure_figures(loaded)
    try:
        assembly = assemble(site, loaded=loaded)
    except SpeechError as error:
        return list(in_order([*found, Problem("clips-unreadable", MANIFEST_FILE, 1, str(error))]))
    found += _clips(assembly)
    served = bool(assembly.hotline.languages)
    if prove and served and not any(one.code in NO_CLIPS and not one.is_warning for one in found):
        proof = prove_site(site, now, jobs=jobs, progress=progress)
        found += _broken_promises(loaded, proof)
        # Where a key raises an exception, no call can be timed.
        if all(
            counterexample.promise != promise_of(takes_every_input)
            for counterexample in proof.counterexamples
        ):
            _, scenarios, lengths = on_trial(site, now)
            found += seconds_spent(scenarios, lengths)
    return list(in_order(found))


def seconds_spent(scenarios: Sequence[Scenario], lengths: Lengths) -> list[Problem]:
    """Return what callers wait for longer than config/budgets.yaml allows, or never come to."""
    milestones = all_milestones(scenarios, lengths)
    hotline = scenarios[0].hotline
    return [*over_budget(hotline, milestones), *never_heard(hotline, milestones)]


def _broken_promises(loaded: Loaded, proof: Proof) -> Iterator[Problem]:
    """Yield one mistake for each promise that does not hold, with its first counter-example."""
    counts = Counter(counterexample.promise for counterexample in proof.counterexamples)
    for promise, number in counts.items():
        first = next(
            counterexample
            for counterexample in proof.counterexamples
            if counterexample.promise == promise
        )
        more = f" ({number} counter-examples: ivr proof shows them)" if number > 1 else ""
        what = f"{promise}: {first.what}{more}."
        yield located(loaded.files, first.places, what, first.command)


def _outdated(loaded: Loaded, site: Site) -> list[Problem]:
    """Return warnings of texts whose Norwegian has changed, in the languages of a site."""
    languages = loaded.hotline.languages if site.languages is None else site.languages
    try:
        return [one for code in languages for one in norwegian_changed(loaded, site.root, code)]
    except Refusal as damaged:
        return list(damaged.problems)


def _routes(loaded: Loaded) -> Iterator[Problem]:
    """Yield a warning for every service that callers are offered and nobody can be put through to.

    A number that is only ever told, such as that of the fire service, needs no route.
    """
    spoken = {usage.prompt for usage in loaded.usages}
    for key, municipality in loaded.hotline.municipalities.items():
        for name, service in municipality.services.items():
            offered = f"service.{name}.announce" in spoken
            if service.number is None or service.routes or not offered:
                continue
            local = loaded.files[f"municipalities/{key}"]
            own = local.says("services", name, "routes")
            yield (local if own else loaded.files["services"]).problem(
                "no-live-route",
                ("services", name, "routes") if own else (name, "routes"),
                f"{name} has no live route: callers hear {service.number} instead.",
                "Add a route, or set the variable it names.",
                Severity.WARNING,
            )


def _numbers(loaded: Loaded) -> Iterator[Problem]:
    """Yield a warning for every municipality that nobody can call, and so nothing is proved of."""
    for key, municipality in loaded.hotline.municipalities.items():
        if not numbers_of(loaded.hotline, key):
            what = f"{municipality.name} has no number: nobody can call it, and nothing is proved."
            file = loaded.files[f"municipalities/{key}"]
            fix = "List its numbers."
            yield file.problem(
                "municipality-without-number", ("numbers",), what, fix, Severity.WARNING
            )


def _clips(assembly: Assembly) -> Iterator[Problem]:
    loaded, has = assembly.loaded, assembly.clips.has
    yield from _unrecorded(assembly)
    allowed = {*assembly.allowed, loaded.hotline.whisper_language}
    languages = loaded.hotline.languages
    built = {code for code in allowed if languages[code].voice.engine != NO_ENGINE}
    # Without these nothing is served; for want of any other, callers hear it in another way.
    vital = _vital(loaded)
    missing = [key for key in loaded.texts if key[0] in built and not has(*key)]
    missing.sort(key=lambda key: (key not in vital, key))
    said = [
        ((language, text), f"No clip says [{text[:60]}] in {language}.")
        for language, text in missing[:MOST_CLIPS_NAMED]
    ]
    if len(missing) > MOST_CLIPS_NAMED:
        said.append((missing[0], f"{len(missing)} clips are missing in all."))
    for key, what in said:
        severity = Severity.ERROR if key in vital else Severity.WARNING
        yield Problem("clip-missing", MANIFEST_FILE, 1, what, "Run: ivr audio build", severity)


def _vital(loaded: Loaded) -> frozenset[tuple[str, str]]:
    """Return the texts, by language, that callers in danger need in the fallback language."""
    code, critical = loaded.hotline.fallback_language, critical_prompts(loaded.hotline)
    return frozenset(
        (code, text)
        for (language, prompt), texts in loaded.wordings.items()
        if language == code and prompt in critical
        for text in texts
    )


def _unrecorded(assembly: Assembly) -> Iterator[Problem]:
    """Yield a warning for every language no engine speaks that is not recorded in full."""
    loaded, allowed = assembly.loaded, assembly.allowed
    for state in assembly.readiness:
        language = loaded.hotline.languages[state.language]
        lacking = len(state.critical) + len(state.lesser) + len(state.optional)
        recorded_only = language.voice.engine == NO_ENGINE
        if not (recorded_only and lacking and state.language in allowed):
            continue
        offered = "goes without an announcement"
        if state.critical:
            offered = "is not offered"
        elif state.lesser:
            offered = "is heard in part in another language"
        prompts = "1 prompt is" if lacking == 1 else f"{lacking} prompts are"
        what = f"{language.name} {offered}: {prompts} not recorded."
        safety = " --safety" if state.critical else ""
        fix = f"Hand a speaker the script: ivr audio script {state.language}{safety}"
        book = loaded.files[f"prompts/{state.language}"]
        yield book.problem("not-recorded", ("speech",), what, fix, Severity.WARNING)
