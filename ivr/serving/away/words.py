"""What is said when the server is away, in which order, by whom, and who is rung after it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from ivr.call import Spoken
from ivr.carrier import Live, Sound
from ivr.carrier.voices import LIVE_VOICES
from ivr.model import Hotline
from ivr.model.hotline import Municipality
from ivr.model.length import expected_seconds
from ivr.model.prompts import Prompt
from ivr.model.services import Service
from ivr.problems import Problem, Severity
from ivr.serving.assembly import Assembly
from ivr.speech.clips.clip import Clip

APOLOGY: Final = "apology"
"""What every catalogue has to say when something fails."""


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence: ``sound`` is what it becomes on the line, None where nobody can say it.

    ``clip`` is the one that says it; ``seconds`` are the clip's, or an estimate.
    """

    spoken: Spoken
    sound: Sound | None
    clip: Clip | None
    seconds: float


@dataclass(frozen=True, slots=True)
class Away:
    """What is heard when the server is away.

    ``words`` are for danger, one a language; ``announced`` says who is rung after them: the
    ``service``, None where nobody can be. ``problems`` are what callers may miss.
    """

    words: tuple[Said, ...]
    announced: tuple[Said, ...]
    service: Service | None
    problems: tuple[Problem, ...]

    @property
    def heard(self) -> tuple[Said, ...]:
        """The words that can be said, in their order."""
        return tuple(said for said in self.words if said.sound is not None)

    @property
    def clips(self) -> tuple[Clip, ...]:
        """The clips that must lie at the second place, each once."""
        found = (said.clip for said in (*self.words, *self.announced) if said.clip is not None)
        return tuple({clip.file: clip for clip in found}.values())


def away(assembly: Assembly, audio_base_url: str) -> Away:
    """Return what is heard of a hotline when its server is away.

    ``audio_base_url`` is where its clips lie then; without one the carrier reads aloud, in the
    languages that it has a voice for.
    """
    hotline = assembly.hotline
    service = _person(hotline)
    homes = _homes(hotline)
    words = tuple(
        _said(assembly, _danger(hotline, homes[code], code), code, audio_base_url)
        for code in dict.fromkeys((*hotline.answer, *hotline.languages))
        if code in homes
    )
    announced = tuple(_announced(assembly, homes, service, audio_base_url))
    problems = (*_left_out(words, audio_base_url), *_of_others(hotline, homes, service))
    if service is None:
        cause = "When this server is away nobody is rung: no person of key 0 can be dialled."
        fix = "Give the service of `person` in config/hotline.yaml a route."
        problems += (_warning("fallback-without-person", "config/services.yaml", cause, fix),)
    return Away(words, announced, service, problems)


def _person(hotline: Hotline) -> Service | None:
    """Return who key 0 rings first of those that can be dialled: nobody there knows the hour."""
    services = hotline.municipalities[hotline.default_municipality].services
    for destination in hotline.person.destinations():
        if destination.kind == "transfer" and services[destination.name].routes:
            return services[destination.name]
    return None


def _announced(
    assembly: Assembly, homes: Mapping[str, Municipality], service: Service | None, base_url: str
) -> Iterator[Said]:
    """Yield who is rung, in the languages of the first words alone: the others have waited."""
    for code in assembly.hotline.answer:
        if service is None or code not in homes:
            continue
        prompt = homes[code].prompts[code].get(f"service.{service.name}.announce")
        if prompt is not None:
            said = _said(assembly, prompt, code, base_url)
            if said.sound is not None:
                yield said


def _homes(hotline: Hotline) -> dict[str, Municipality]:
    """Return whose wording is said to all, by language: the default municipality's, if it has it.

    A language that callers can choose nowhere has none.
    """
    default = hotline.municipalities[hotline.default_municipality]
    every = (*hotline.municipalities.values(), default)
    return {code: one for one in every for code in hotline.languages_in(one.key)}


def _danger(hotline: Hotline, here: Municipality, language: str) -> Prompt:
    """Return what says both numbers in the fewest words: to callers who press nothing, or sorry.

    Found by where silence leads, since it is one's own to name.
    """
    prompts = here.prompts[language]
    both = {hotline.emergency_service, hotline.urgent_service}
    for destination in hotline.on_silence.destinations():
        step = here.steps.get(destination.name) if destination.kind == "step" else None
        for name in () if step is None else step.say:
            prompt = prompts.get(name)
            if prompt is not None and not prompt.dated and both <= prompt.text.numbers:
                return prompt
    return prompts[APOLOGY]


def _said(assembly: Assembly, prompt: Prompt, language: str, base_url: str) -> Said:
    spoken = Spoken(prompt.key, language, prompt.text.with_key(""))
    clip = assembly.clips.playable(spoken) if base_url else None
    voice = LIVE_VOICES.get(language)
    rate = assembly.hotline.languages[language].voice.words_per_minute
    seconds = expected_seconds(spoken.text, rate) if clip is None else clip.seconds
    sound: Sound | None = None
    if clip is not None:
        sound = f"{base_url.rstrip('/')}/{clip.file}"
    elif voice is not None:
        sound = Live(spoken.text, voice.language, voice.name)
    return Said(spoken, sound, clip, seconds)


def _left_out(words: tuple[Said, ...], base_url: str) -> Iterator[Problem]:
    silent = ", ".join(said.spoken.language for said in words if said.sound is None)
    if silent:
        what = f"Not heard when this server is away: {silent}. The carrier has no voice for them"
        cause = f"{what}, and there is no clip." if base_url else f"{what}."
        fix = "Run: ivr audio build" if base_url else "Set AUDIO_BASE_URL, and: ivr audio publish"
        yield _warning("fallback-without-language", "prompts", cause, fix)


def _of_others(
    hotline: Hotline, homes: Mapping[str, Municipality], service: Service | None
) -> Iterator[Problem]:
    """Yield where a municipality has other numbers than the one document says and rings."""
    for one in hotline.municipalities.values():
        other = [
            code
            for code in hotline.languages_in(one.key)
            if _danger(hotline, one, code).text != _danger(hotline, homes[code], code).text
        ]
        routes = () if service is None else service.routes
        if other or (service is not None and one.services[service.name].routes[:1] != routes[:1]):
            what = f"the numbers that are said ({', '.join(other)})" if other else "who is rung"
            default = hotline.municipalities[hotline.default_municipality].name
            cause = f"{one.name}: when this server is away, {what} are those of {default}."
            fix = "One document answers for all numbers: keep what is national in it."
            file = f"config/municipalities/{one.key}.yaml"
            yield _warning("fallback-not-for-all", file, cause, fix)


def _warning(code: str, file: str, cause: str, fix: str) -> Problem:
    return Problem(code, file, None, cause, fix, Severity.WARNING)
