"""What stands on the page: what is asked first in two numbers, then plots with their tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from ivr.journal.figures.answer import Answer
from ivr.journal.figures.rows import Line, lines, numbers, rest
from ivr.studio.figures import plots
from ivr.studio.figures.names import name_of, short_name, worded
from ivr.studio.figures.writing import Writing
from ivr.studio.pages.dates import seconds
from ivr.studio.pages.words import UiLanguage

PER: Final = ("day", "week", "month")
_OVER_TIME: Final = (*PER, "hour")

_DRAWN: Final = ("language", "topic", "transfer", "gave-up")
_IN_FULL: Final = ("service", "end", "wrong-key", "place")
"""Tables that are told without a plot."""

_MOST: Final = 10
"""Bars of a plot; its table has every row."""

_A_MONTH: Final = 31
_A_QUARTER: Final = 93
"""Days: a longer period is drawn by weeks, and one that is longer still by months."""

_MOST_LEFT: Final = 0.1
"""The share of calls that a drawing may leave out before a coarser one takes its place."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table, as it is written."""

    name: str
    n: str
    share: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """A table with its plot.

    Attributes:
        by: Its name, as `ivr figures --by` has it.
        rows: The rows as they are written.
        plot: The drawing; None where nothing of it can be told.
        untold: Whether some of its bars are missing, for they are few or none.
        left: How many more there are that have no bar, for they are not told apart; empty for none.
    """

    by: str
    rows: Sequence[Row]
    plot: Markup | None = None
    untold: bool = False
    left: str = ""


@dataclass(frozen=True, slots=True)
class Beside:
    """A number of the period, and the same of the one before."""

    name: str
    now: str
    before: str


class Page:
    """The figures in the words of a language."""

    def __init__(self, answer: Answer, ui: UiLanguage, per: str = "") -> None:
        """Take an answer, and by what its calls are drawn: one of `PER`, else what is usual."""
        self.told = answer.told
        self.before = answer.before
        self._hotline = answer.hotline
        self._ui = ui
        self.write = Writing(ui)
        self.per = per if per in PER else self._usual()

    def parts(self) -> Iterator[Part]:
        """Yield the tables that are drawn, in the order in which they are asked for."""
        yield self._part(self.per)
        for by in _DRAWN:
            yield self._part(by)
        yield self._part("hour")
        if self.told.asked.municipality is None:
            yield self._part("municipality")

    def tables(self) -> Iterator[Part]:
        """Yield the others."""
        for by in _IN_FULL:
            yield Part(by, self._rows(by, lines(self.told, by, self._hotline)))

    def waiting(self) -> Markup | None:
        """Draw how long it took until a service was rung; None where that is not told."""
        found = []
        for when, told in (("now", numbers(self.told)), ("before", numbers(self.before))):
            for name in ("median", "ninetieth"):
                if (n := told[f"first_transfer_{name}_s"]) is not None:
                    bar = self.write.word(f"{name}_{when}")
                    found.append(plots.Bar(bar, n, seconds(n, self._ui)))
        if not found:
            return None
        essence = "; ".join(f"{bar.name}: {bar.label}" for bar in found)
        return plots.lying("wait", self.write.word("title_wait"), essence, found)

    def beside(self) -> Iterator[Beside]:
        """Yield the numbers that stand alone; what neither period tells is left out."""
        now, before = numbers(self.told), numbers(self.before)
        for name, here in now.items():
            there = before.get(name)
            if (here, there) != (None, None):
                cells = (self.write.cell(name, here), self.write.cell(name, there))
                yield Beside(self.write.word(f"n_{name}"), *cells)

    def against(self) -> str:
        """Say how many more or fewer have called than in the period before; empty for unknown."""
        now, before = self.told.calls, self.before.calls
        if not now or not before:
            return ""
        kind = "more" if now > before else "fewer" if now < before else "as_many"
        return self.write.word(kind, share=self.write.percent(abs(now - before) / before))

    def _usual(self) -> str:
        """Return the finest spans of time that are few enough, and in which most calls are told."""
        days = len([*self.told.asked.period.days()])
        fine = 0 if days <= _A_MONTH else 1 if days <= _A_QUARTER else 2
        enough = [
            by for by in PER[fine:] if rest(self.told, by) <= _MOST_LEFT * (self.told.calls or 0)
        ]
        return enough[0] if enough else PER[fine]

    def _part(self, by: str) -> Part:
        found = lines(self.told, by, self._hotline)
        rows = self._rows(by, found)
        told = [one for one in found if one.calls]
        if not told:
            return Part(by, rows)
        if by in _OVER_TIME:
            bars = [
                plots.Bar(short_name(by, one, self._ui), one.calls, self.write.number(one.calls))
                for one in found
            ]
            draw, most = plots.standing, max(told, key=lambda one: one.calls or 0)
        else:
            shown = told if by != "transfer" else self._outcomes(told)
            whole = sum(one.calls or 0 for one in shown) + rest(self.told, by)
            bars = [
                plots.Bar(one.name, one.calls, self.write.with_share(one.calls, whole))
                for one in (self._named(by, one) for one in shown[:_MOST])
            ]
            draw, most = plots.lying, shown[0]
        essence = self.write.word(
            "told_most", name=self._named(by, most).name, n=self.write.number(most.calls)
        )
        untold = any(bar.n is None for bar in bars)
        left = self.write.number(rest(self.told, by)) if rest(self.told, by) else ""
        return Part(by, rows, draw(by, self.write.word(f"title_{by}"), essence, bars), untold, left)

    def _outcomes(self, transfers: Sequence[Line]) -> list[Line]:
        """Return what became of transfers, whichever service was rung."""
        sums: Counter[str] = Counter()
        for one in transfers:
            sums[one.key.rpartition("/")[2]] += one.calls or 0
        return [Line("", worded("outcome", key, self._ui), n) for key, n in sums.most_common()]

    def _named(self, by: str, line: Line) -> Line:
        if not line.key and by == "transfer":
            return line
        period = self.told.asked.period
        return line._replace(name=name_of(by, line, period, self._hotline, self._ui))

    def _rows(self, by: str, found: Sequence[Line]) -> list[Row]:
        left = rest(self.told, by)
        whole = sum(one.calls or 0 for one in found) + left
        rows = [
            Row(
                self._named(by, one).name,
                self.write.number(one.calls),
                self.write.percent(one.calls / whole) if one.calls else "",
            )
            for one in found
        ]
        if left:
            rows.append(
                Row(
                    self.write.word("rest"),
                    self.write.number(left),
                    self.write.percent(left / whole),
                )
            )
        return rows
