"""Where a sentence is heard, in words: "the main menu, third"."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ivr.definition import Loaded
from ivr.definition.usage import Usage
from ivr.model.hotline import Hotline
from ivr.model.menu import Step
from ivr.studio.pages.words import all_words, word
from ivr.translation.rows import heard_at

MOST: Final = 3
"""Places that are named; of others it is said how many."""


class Places:
    """Where the sentences of a hotline are heard.

    A step is called by the keys that lead to it in the default municipality, the fewest that do.
    """

    def __init__(self, loaded: Loaded) -> None:
        hotline = loaded.hotline
        self._steps = hotline.municipalities[hotline.default_municipality].steps
        self._keys = keys_to(hotline, self._steps)
        self._usages: dict[str, list[Usage]] = {}
        for usage in loaded.usages:
            self._usages.setdefault(usage.prompt, []).append(usage)

    def of(self, prompt: str, language: str) -> str:
        """Return in words where a prompt is heard in a language; empty for nowhere."""
        here = [u for u in self._usages.get(prompt, ()) if u.language in (None, language)]
        told = list(dict.fromkeys(map(self._told, here)))
        more = [word("heard.more", number=len(told) - MOST)] if len(told) > MOST else []
        return "; ".join((*told[:MOST], *more))

    def _told(self, usage: Usage) -> str:
        heard = heard_at(usage)
        step, order = self._step(heard.name), self._order(usage, heard.name)
        values = {"name": heard.name, "key": heard.key, "step": step, "order": order}
        return word(f"heard.at_{heard.kind}", **values)

    def _step(self, name: str) -> str:
        keys = self._keys.get(name)
        if keys is None:
            return name
        return word("heard.step_keys", keys=", ".join(keys)) if keys else word("heard.step_main")

    def _order(self, usage: Usage, name: str) -> str:
        """Return the place of a sentence among those of its step, or nothing."""
        step = self._steps.get(name)
        if step is None:
            return ""
        choices = [choice.say for choice in step.choices.values()]
        said = [prompt for prompt in (*step.say, *choices, *step.after) if prompt is not None]
        if usage.prompt not in said:
            return ""
        number = said.index(usage.prompt) + 1
        key = f"heard.order_{number}"
        return ", " + (word(key) if key in all_words() else word("heard.order_more", number=number))


def keys_to(hotline: Hotline, steps: Mapping[str, Step]) -> dict[str, tuple[str, ...]]:
    """Return the keys that lead from the main menu to each step, the fewest that do."""
    found: dict[str, tuple[str, ...]] = {hotline.main_menu: ()}
    queue = [hotline.main_menu]
    for name in queue:
        for key, choice in steps[name].choices.items():
            for destination in choice.go.destinations():
                there = destination.name
                if destination.kind == "step" and there in steps and there not in found:
                    found[there] = (*found[name], key)
                    queue.append(there)
    return found
