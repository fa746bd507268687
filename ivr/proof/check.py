"""Whether a hotline may be served: configuration, figures, routes, clips, seconds, proof."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from ivr.definition import Loaded, load
from ivr.definition.checks.telephone.examples import in_one_line
from ivr.problems import BrokenHotline, Problem, Refusal, Severity, in_order
from ivr.proof.case import promise_of
from ivr.proof.explore import Scenario
from ivr.proof.figures import days_of_figures, unsure_figures
from ivr.proof.lacking_clips import MANIFEST_FILE, lacking_clips, unrecorded
from ivr.proof.places import located
from ivr.proof.promises.always import takes_every_input
from ivr.proof.prove import Proof, numbers_of
from ivr.proof.timing.budgets import all_milestones, never_heard, over_budget
from ivr.proof.timing.lengths import Lengths
from ivr.proof.workers import on_trial, prove_site
from ivr.serving.assembly import Site, assemble
from ivr.speech.errors import SpeechError
from ivr.translation.sources import norwegian_changed

NO_CLIPS: Final = ("clips-unreadable", "clip-missing", "clips-first")
"""Mistakes that keep calls from being followed, for nothing can be timed."""

PROOF: Final = ("seconds", "states")
"""What the proof looks at: the seconds callers wait, and every state of every call."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found in a project, in file order, and what was not looked at.

    ``left`` names that in the order in which it comes: ``clips``, then what `PROOF` names.
    """

    problems: list[Problem]
    left: tuple[str, ...] = ()


def check(
    site: Site,
    now: dt.datetime,
    *,
    production: bool = False,
    prove: bool = True,
    jobs: int | None = None,
    progress: Callable[[int, int], None] | None = None,
    loaded: Loaded | None = None,
) -> Checked:
    """Return everything that is wrong with a project: mistakes, warnings, and work to do.

    ``production`` holds it to what callers may be given: examples of numbers are mistakes, so are
    clips that nothing is served without, and figures marked as unsure are warned of. ``prove``
    visits every state, once everything else is sound; ``now`` is aware. Where neither is asked
    for, clips are held against their list by size and date. ``loaded`` spares a second reading of
    the files to whoever has read them.
    """
    try:
        loaded = load(site.root, site.variables) if loaded is None else loaded
    except BrokenHotline as broken:
        return Checked(list(broken.problems), ("clips", *PROOF))
    found = [*_files(loaded, site, now, production=production)]
    try:
        assembly = assemble(site, loaded=loaded, trusting=not (production or prove))
    except SpeechError as error:
        found += _no_list(loaded, site, error, production=production, prove=prove)
        return Checked(list(in_order(found)), PROOF)
    heard = {*assembly.allowed, loaded.hotline.whisper_language}
    has = assembly.clips.has_rendition
    found += unrecorded(assembly)
    found += lacking_clips(loaded, has, heard, served=production, followed=prove)
    followed = prove and bool(assembly.hotline.languages)
    followed = followed and not any(one.code in NO_CLIPS for one in found)
    if followed:
        found += _proved(loaded, site, now, jobs, progress)
    return Checked(list(in_order(found)), () if followed else PROOF)


def _files(loaded: Loaded, site: Site, now: dt.datetime, *, production: bool) -> Iterator[Problem]:
    """Yield what is worth mending in the files, on the day it is."""
    today = now.astimezone(loaded.hotline.timezone).date()
    yield from loaded.warnings
    yield from days_of_figures(loaded, today)
    yield from _routes(loaded)
    yield from _numbers(loaded)
    yield from loaded.examples if production else in_one_line(loaded.examples)
    yield from _outdated(loaded, site)
    if production:
        yield from unsure_figures(loaded)


def _no_list(
    loaded: Loaded, site: Site, error: SpeechError, *, production: bool, prove: bool
) -> Iterator[Problem]:
    """Yield what a project lacks whose list of clips cannot be read: all clips, where it has none.

    A list that is there, and damaged, is a mistake whoever asks.
    """
    is_new = not (site.root / MANIFEST_FILE).exists()
    if production or not is_new:
        yield Problem("clips-unreadable", MANIFEST_FILE, 1, str(error))
    if is_new:
        languages = loaded.hotline.languages if site.languages is None else site.languages
        followed = prove and not production
        yield from lacking_clips(loaded, lambda *_: False, languages, followed=followed)


def _proved(
    loaded: Loaded,
    site: Site,
    now: dt.datetime,
    jobs: int | None,
    progress: Callable[[int, int], None] | None,
) -> Iterator[Problem]:
    """Yield what every state of every call shows."""
    proof = prove_site(site, now, jobs=jobs, progress=progress)
    yield from _broken_promises(loaded, proof)
    # Where a key raises an exception, no call can be timed.
    raising = promise_of(takes_every_input)
    if all(one.promise != raising for one in proof.counterexamples):
        _, scenarios, lengths = on_trial(site, now)
        yield from seconds_spent(scenarios, lengths)


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
    yield from _places_without_route(loaded)
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


def _places_without_route(loaded: Loaded) -> Iterator[Problem]:
    """Yield a warning for every list, at its first place that nobody can be put through to."""
    for key, municipality in loaded.hotline.municipalities.items():
        for directory, places in municipality.directories.items():
            silent = [one for one in places if not municipality.services[one.service].routes]
            if silent:
                more = f" and {len(silent) - 1} more" if len(silent) > 1 else ""
                cause = (
                    f"{silent[0].service}{more}: no live route, callers hear the number instead."
                )
                yield loaded.files[f"municipalities/{key}"].problem(
                    "no-live-route",
                    ("directories", directory, "places", places.index(silent[0])),
                    cause,
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
