"""Changing a value of a YAML text, and leaving every other sign of it as somebody wrote it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Final

import yaml

from ivr.definition.yaml.lines import TextLines
from ivr.definition.yaml.meant import nested, read_back, with_value, without
from ivr.definition.yaml.nodes import Spot, composed_yaml, end_of, meaning, nearest_spot, spots
from ivr.definition.yaml.tree import Path, Plain
from ivr.definition.yaml.written import (
    STEP,
    Value,
    block,
    inline,
    is_block,
    is_scalar,
)
from ivr.problems import Problem, Refusal


class CannotEdit(Refusal):
    """A file is written so that a value in it cannot be changed without more; says where."""


class YamlText(TextLines):
    r"""The text of a file, in which values are set and taken away; comments and order stay.

    Example:
        >>> import datetime as dt
        >>> file = YamlText("config/announcements.yaml", "# Messages for a while.\n{}\n")
        >>> file.set(("measles",), {"say": "announcement.measles", "municipalities": ["asker"]})
        >>> file.set(("measles", "ends"), dt.datetime(2026, 12, 15))
        >>> file.take_away(("measles", "municipalities"))
        >>> print(file.text, end="")
        # Messages for a while.
        measles:
          say: announcement.measles
          ends: 2026-12-15 00:00
    """

    def __init__(self, name: str, text: str) -> None:
        super().__init__(text)
        self.name: Final = name

    def holds(self, path: Path) -> bool:
        """Tell whether something stands at a path."""
        root = self._root()
        return root is not None and nearest_spot(root, path)[1] == ()

    def set(self, path: Path, value: Value) -> None:
        """Have a value stand at a path, made where there is none; in a list, behind its last.

        Of a mapping or a list only what differs is written anew.

        Raises:
            CannotEdit: The text cannot be read, or the path leads through a single value.
        """
        root = self._root()
        wanted = with_value(None if root is None else meaning(root.node), path, read_back(value))
        with self._whole(path, wanted):
            self._become(path, value)

    def take_away(self, path: Path) -> None:
        """Take away what stands at a path, if anything does; raises CannotEdit."""
        root = self._root()
        if root is None or nearest_spot(root, path)[1] or not path:
            return
        wanted = without(meaning(root.node), path)
        with self._whole(path, wanted):
            self._remove(path)

    def _become(self, path: Path, value: Value) -> None:
        root = self._root()
        if root is None:
            self.end_line()
            self.text += block(nested(path, value), 0, self.line_end)
            return
        spot, left = nearest_spot(root, path)
        if left:
            self._insert(spot, left, value, path)
        elif meaning(spot.node) != read_back(value):
            self._replace(spot, path, value)

    def _replace(self, spot: Spot, path: Path, value: Value) -> None:
        node = spot.node
        if not node.value or not value or is_scalar(value):
            self._write_over(spot, value)
        elif isinstance(node, yaml.MappingNode) and isinstance(value, Mapping):
            for name in [one for one, _ in spots(spot) if one not in value]:
                self._remove((*path, name))
            for name, one in value.items():
                self._become((*path, name), one)
        elif isinstance(node, yaml.SequenceNode) and isinstance(value, Sequence):
            self._replace_list(spot, path, value)
        else:
            self._write_over(spot, value)

    def _replace_list(self, spot: Spot, path: Path, value: Sequence[Value]) -> None:
        """Write the entries of a list that differ: those before and behind them stay."""
        was, now = [meaning(one.node) for _, one in spots(spot)], [*map(read_back, value)]
        least = min(len(was), len(now))
        same = next((at for at in range(least) if was[at] != now[at]), least)
        behind = next(
            (at for at in range(least - same) if was[-1 - at] != now[-1 - at]), least - same
        )
        gone, new = len(was) - same - behind, len(now) - same - behind
        for at in range(same, same + min(gone, new)):
            self._become((*path, at), value[at])
        for _ in range(new, gone):
            self._remove((*path, same + new))
        for at in range(same + gone, same + new):
            self._insert_entry(path, at, value[at])

    def _insert(self, spot: Spot, left: Path, value: Value, path: Path) -> None:
        """Put a value where nothing stands, into the nearest that does."""
        name, more = left[0], nested(left[1:], value)
        if spot.is_empty:
            whole: Value = [more] if isinstance(name, int) else {name: more}
            self._write_over(spot, whole)
        elif isinstance(spot.node, yaml.SequenceNode) and name == len(spot.node.value):
            self._insert_entry(path[: len(path) - len(left)], int(name), more)
        elif isinstance(spot.node, yaml.MappingNode) and isinstance(name, str):
            if spot.is_flow:
                end = end_of(spot.node.value[-1][1], self.text)
                self.splice(end, end, f", {inline({name: more})[1:-1]}")
            else:
                column = spot.node.start_mark.column
                self.add_lines(
                    end_of(spot.node, self.text), block({name: more}, column, self.line_end)
                )
        else:
            raise self._cannot(path)

    def _insert_entry(self, path: Path, at: int, value: Value) -> None:
        spot = self._spot(path)
        entries = [one for _, one in spots(spot)]
        if spot.is_flow:
            written = inline(value, in_flow=True)
            if at < len(entries):
                self.splice(entries[at].start, entries[at].start, f"{written}, ")
            else:
                end = end_of(entries[-1].node, self.text)
                self.splice(end, end, f", {written}")
            return
        column = self.column(self._dash(entries[0]))
        lines = block([value], column, self.line_end)
        if at < len(entries):
            dash = self._dash(entries[at])
            self.splice(dash, dash, lines[column:] + lines[:column])
        else:
            self.add_lines(end_of(entries[-1].node, self.text), lines)

    def _write_over(self, spot: Spot, value: Value) -> None:
        """Put another value in the place of one, whatever either is."""
        start, end = spot.node.start_mark.index, end_of(spot.node, self.text)
        column = spot.node.start_mark.column
        in_lines = not spot.in_flow and is_block(value, column)
        stands_below = not spot.in_flow and self.begins_line(start)
        if not in_lines and not stands_below:
            quoted = getattr(spot.node, "style", None) == '"'
            blank = " " if self.text[start - 1 : start] == ":" else ""
            written = inline(value, quoted=quoted, in_flow=spot.in_flow)
            self.splice(start, end, f"{blank}{written}")
        elif spot.name is None or (in_lines and stands_below):
            written = block(value, column, self.line_end) if in_lines else inline(value)
            self.splice(start, end, written.strip())
        elif stands_below:
            self.cut_lines(start, end)
            behind = self.text.index(":", spot.name.end_mark.index) + 1
            self.splice(behind, behind, f" {inline(value)}")
        else:
            self.splice(len(self.text[:start].rstrip(" ")), end, "")
            column = self.column(spot.start) + STEP
            self.add_lines(spot.start, block(value, column, self.line_end))

    def _remove(self, path: Path) -> None:
        spot = self._spot(path)
        holder = spot.holder
        if holder is None:
            raise self._cannot(path)
        if len(holder.value) == 1:
            empty: Value = {} if isinstance(holder, yaml.MappingNode) else []
            self._write_over(self._spot(path[:-1]), empty)
            return
        beside = [one for _, one in spots(self._spot(path[:-1]))]
        end = end_of(spot.node, self.text)
        start = spot.start if spot.name is not None or spot.in_flow else self._dash(spot)
        if spot.in_flow and spot.place == len(beside) - 1:
            self.splice(end_of(beside[spot.place - 1].node, self.text), end, "")
        elif spot.in_flow:
            self.splice(start, beside[spot.place + 1].start, "")
        elif self.begins_line(start):
            self.cut_lines(start, end)
        else:
            # It stands behind the dash of a list, where the next one goes.
            following = beside[spot.place + 1]
            self.splice(start, following.start if spot.name else self._dash(following), "")

    def _root(self) -> Spot | None:
        try:
            return composed_yaml(self.text)
        except yaml.YAMLError:
            cause = "The file is not YAML, so nothing in it can be changed."
            fix = "Mend it first: ivr check says what is wrong."
            raise CannotEdit(Problem("value-not-changeable", self.name, None, cause, fix)) from None

    def _spot(self, path: Path) -> Spot:
        root = self._root()
        if root is None or (found := nearest_spot(root, path))[1]:
            raise self._cannot(path)
        return found[0]

    @contextmanager
    def _whole(self, path: Path, wanted: Plain) -> Iterator[None]:
        """Leave the text as it was where it would not say what was wanted, and that alone."""
        before = self.text
        try:
            yield
            root = self._root()
            if (None if root is None else meaning(root.node)) != wanted:
                raise self._cannot(path)
        except CannotEdit:
            self.text = before
            raise

    def _cannot(self, path: Path) -> CannotEdit:
        what = f"[{' '.join(map(str, path))}] is written in a way that cannot be changed here."
        fix = "Write it plainly, a line a value, and try again."
        return CannotEdit(Problem("value-not-changeable", self.name, None, what, fix))

    def _dash(self, entry: Spot) -> int:
        """Return where the dash of a list's entry stands."""
        return self.text.rindex("-", 0, entry.node.start_mark.index)
