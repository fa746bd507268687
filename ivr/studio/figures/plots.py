"""Plots as SVG: bars from zero, each with its number; letters as large on a telephone as anywhere.

What lies side by side is placed in percent of the width, what stands in pixels, so that nothing is
made smaller with the page. Colours are the stylesheet's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Final

from markupsafe import Markup

_ROW: Final = 46
"""Pixels of a lying bar with its name."""
_LONGEST_NAME: Final = 30

_TOP: Final = 24
_BOTTOM: Final = 176
_HEIGHT: Final = 200
_GUTTER: Final = 14.0
"""Percent of the width for the numbers at the side."""

_NARROW: Final = 200
"""Pixels that the labels below have where the page is narrowest."""
_LETTER: Final = 7
_ALL_NUMBERED: Final = 7
"""With more bars than these, only the highest bears its number."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: ``n`` is None for what is not told, ``label`` is the number as it is written."""

    name: str
    n: float | None
    label: str


def lying(name: str, title: str, told: str, bars: Sequence[Bar]) -> Markup:
    """Draw bars that lie below each other, each under its name and number.

    Args:
        name: What tells it from the other plots of the page.
        title: What it shows.
        told: Its essence in a sentence, for those who do not see it.
        bars: In the order in which they are drawn.

    >>> bars = [Bar("nb", 9, "9"), Bar("so", 3, "3")]
    >>> drawn = lying("t", "Language", "Most spoke Norwegian.", bars)
    >>> drawn.count("<rect"), 'width="33.33%"' in drawn
    (2, True)
    """
    most = max((bar.n or 0 for bar in bars), default=0)
    rows = (_lying(bar, most, _ROW * at) for at, bar in enumerate(bars))
    return _svg(name, title, told, _ROW * len(bars), rows)


def standing(name: str, title: str, told: str, bars: Sequence[Bar]) -> Markup:
    """Draw bars that stand side by side over their names, as many of those as fit."""
    top = nice(max((bar.n or 0 for bar in bars), default=0))
    return _svg(name, title, told, _HEIGHT, _standing(bars, top))


def nice(most: float) -> int:
    """Return a round number that is no smaller, and even: half of it stands at the side too.

    >>> [nice(n) for n in (0, 3, 7, 22, 41, 120, 2600)]
    [2, 4, 8, 30, 50, 200, 3000]
    """
    steps: Iterator[int] = (step * 10**power for power in count() for step in (1, 2, 3, 4, 5, 6, 8))
    return next(step for step in steps if step >= most and step % 2 == 0)


def _lying(bar: Bar, most: float, y: int) -> Markup:
    short = bar.name if len(bar.name) <= _LONGEST_NAME else f"{bar.name[: _LONGEST_NAME - 1]}…"
    width = 100 * (bar.n or 0) / most if most else 0
    return (
        _text(short, (0, "start"), y + 15, "name")
        + _text(bar.label, (100, "end"), y + 15, "number")
        + _rect(0, y + 21, width, 14)
    )


def _standing(bars: Sequence[Bar], top: int) -> Iterator[Markup]:
    for n in (0, top // 2, top):
        y = _BOTTOM - (_BOTTOM - _TOP) * n / top
        yield Markup('<line class="axis" x1="{}%" x2="100%" y1="{:g}" y2="{:g}"/>').format(
            _GUTTER, y, y
        )
        yield _text(f"{n:,}".replace(",", "\u00a0"), (_GUTTER - 2, "end"), y + 4, "axis")
    step = (100 - _GUTTER) / max(len(bars), 1)
    highest = max(range(len(bars)), key=lambda at: bars[at].n or 0, default=0)
    every = _every(bars)
    for at, bar in enumerate(bars):
        left, height = _GUTTER + step * at, (_BOTTOM - _TOP) * (bar.n or 0) / top
        if bar.n:
            yield _rect(left + 0.1 * step, _BOTTOM - height, 0.8 * step, height)
        if bar.n and (at == highest or len(bars) <= _ALL_NUMBERED):
            yield _text(bar.label, _aligned(left, step), _BOTTOM - height - 5, "number")
        if at % every == 0:
            yield _text(bar.name, _aligned(left, step), _HEIGHT - 6, "axis")


def _every(bars: Sequence[Bar]) -> int:
    """Return how many bars a name stands for, so that no name touches the next."""
    widest = max((len(bar.name) for bar in bars), default=1) * _LETTER + _LETTER
    return -(-len(bars) * widest // _NARROW) or 1


def _aligned(left: float, step: float) -> tuple[float, str]:
    """Return where a text over or below a bar is held, so that it does not leave the plot."""
    if left + step / 2 > 100 - _GUTTER:
        return left + step, "end"
    return left + step / 2, "middle"


def _text(text: str, held: tuple[float, str], y: float, kind: str) -> Markup:
    x, anchor = held
    return Markup('<text class="{}" x="{:.4g}%" y="{:.4g}" text-anchor="{}">{}</text>').format(
        kind, x, y, anchor, text
    )


def _rect(x: float, y: float, width: float, height: float) -> Markup:
    return Markup('<rect class="bar" x="{:.4g}%" y="{:g}" width="{:.4g}%" height="{:g}"/>').format(
        x, y, width, height
    )


def _svg(name: str, title: str, told: str, height: int, parts: Iterator[Markup]) -> Markup:
    head = Markup(
        '<svg class="plot" role="img" aria-labelledby="{0}-title" '
        'aria-describedby="{0}-told" width="100%" height="{1}">'
        '<title id="{0}-title">{2}</title><desc id="{0}-told">{3}</desc>'
    )
    return head.format(name, height, title, told) + Markup("").join(parts) + Markup("</svg>")
