"""Where each value stands in a YAML text, to the letter."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from ivr.definition.yaml.tree import Path, Plain


@dataclass(frozen=True, slots=True)
class Spot:
    """A value in a text: its node, what holds it, and the name before it.

    Attributes:
        node: The value.
        holder: The mapping or list around it; None for the whole text's.
        name: Its name in a mapping; None in a list.
        place: Its place among those that its holder holds, from 0.
        in_flow: Whether it stands between brackets.
    """

    node: yaml.Node
    holder: yaml.CollectionNode | None = None
    name: yaml.Node | None = None
    place: int = 0
    in_flow: bool = False

    @property
    def start(self) -> int:
        """Where it begins, with its name."""
        return (self.node if self.name is None else self.name).start_mark.index

    @property
    def is_flow(self) -> bool:
        """Whether what it holds stands between brackets."""
        return self.in_flow or bool(getattr(self.node, "flow_style", None))

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands there, or brackets around nothing."""
        return not self.node.value and not getattr(self.node, "style", "")


def spots(spot: Spot) -> Iterator[tuple[str | int, Spot]]:
    """Yield what a mapping or list holds, by name or number; nothing of a single value."""
    node = spot.node
    if not isinstance(node, yaml.CollectionNode):
        return
    for place, one in enumerate(node.value):
        if isinstance(node, yaml.MappingNode):
            name, value = one
            yield str(name.value), Spot(value, node, name, place, spot.is_flow)
        else:
            yield place, Spot(one, node, None, place, spot.is_flow)


def composed_yaml(text: str) -> Spot | None:
    """Return what a whole text says; None of one without any. Raises yaml.YAMLError."""
    node = yaml.compose(text, Loader=yaml.CSafeLoader)
    return None if node is None else Spot(node)


def nearest_spot(root: Spot, path: Path) -> tuple[Spot, Path]:
    """Return what stands at a path, or the nearest around it, and what is left of the path."""
    here = root
    for depth, part in enumerate(path):
        found = dict(spots(here))
        if part not in found:
            return here, path[depth:]
        here = found[part]
    return here, ()


def end_of(node: yaml.Node, text: str) -> int:
    """Return where a value ends, without the blanks and comments behind it."""
    if isinstance(node, yaml.ScalarNode):
        start, end = node.start_mark.index, node.end_mark.index
        is_block = node.style in ("|", ">")
        return start + len(text[start:end].rstrip()) if is_block else end
    if not isinstance(node, yaml.CollectionNode) or node.flow_style or not node.value:
        return int(node.end_mark.index)
    last = node.value[-1]
    return end_of(last[1] if isinstance(node, yaml.MappingNode) else last, text)


def meaning(node: yaml.Node) -> Plain:
    """Return what a value says, every scalar as text."""
    if isinstance(node, yaml.MappingNode):
        return {str(name.value): meaning(value) for name, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [meaning(one) for one in node.value]
    return str(node.value)
