"""The map as SVG: a file of its own, or a drawing within a page, whose style the page has."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from ivr.map.drawing.boxes import Boxes
from ivr.map.drawing.layout import BAR, HEAD, LINE, PAD, PORT, WIDTH, Layout, Line, Placed
from ivr.map.drawing.letters import FONT, cut, is_right_to_left, measured
from ivr.map.places import Place

STYLE: Final = """
text { font: 8px sans-serif; fill: #16222a; }
.title { font-size: 10px; font-weight: bold; }
.name { font-weight: bold; }
.quiet { fill: #4c5b64; }
.box rect { fill: #fff; stroke: #4c5b64; }
.box .bar { stroke: none; fill: #c3ccd1; }
.box .v0 { fill: #cfe3ee; } .box .v1 { fill: #7fb3cd; } .box .v2 { fill: #2f7fa3; }
.box .v3 { fill: #06384c; }
.urgent rect { stroke: #a3201a; stroke-width: 1.5; }
.shut rect { stroke-dasharray: 3 2; stroke: #8a969d; } .shut text { fill: #5d6b73; }
.line { fill: none; stroke: #16222a; }
.line.shut { stroke: #8a969d; stroke-dasharray: 3 2; }
.clock { fill: none; stroke: #16222a; stroke-width: .8; }
"""
"""The style of a file, for print in black on white."""

BOLD: Final = 8.6
"""The size of plain letters that are as wide as bold ones."""

_ISOLATED: Final = "\u2068"
"""Before a name that may be written from right to left, so that nothing else is."""
_END: Final = "\u2069"

_LINK: Final = '<a href={href} class="box{more}" data-at={name}{source} aria-label={label}{around}>'

Link = Callable[[Place], str]
"""Returns the address that a box leads to."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """A map that is drawn."""

    boxes: Boxes
    layout: Layout
    chosen: Place | None = None

    def file(self) -> str:
        """Return it as a file of its own."""
        title = escape(self._title())
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            f'<svg xmlns="http://www.w3.org/2000/svg" {self._frame()}>\n'
            f"<title>{title}</title>\n<style>{STYLE}</style>\n"
            '<rect width="100%" height="100%" fill="#fff"/>\n'
            f"{''.join(self._drawn(None))}</svg>\n"
        )

    def within(self, link: Link) -> str:
        """Return it as a part of a page, each box a link."""
        label = quoteattr(self._title())
        drawn = "".join(self._drawn(link))
        return f'<svg class="map" role="group" aria-label={label} {self._frame()}>{drawn}</svg>'

    def _title(self) -> str:
        asked, labels = self.boxes.map.asked, self.boxes.labels
        local = asked.at.astimezone(asked.hotline.timezone)
        return labels.title.format(
            called=asked.called,
            municipality=asked.municipality.name,
            language=f"{_ISOLATED}{asked.hotline.languages[asked.language].name}{_END}",
            at=labels.at or f"{local:%Y-%m-%d %H:%M}",
        )

    def _frame(self) -> str:
        wide, high = self.layout.width, self.layout.height
        return f'viewBox="0 0 {wide:g} {high:g}" width="{wide:g}" height="{high:g}"'

    def _drawn(self, link: Link | None) -> Iterator[str]:
        yield f'<text class="title" x="0" y="12">{escape(self._title())}</text>\n'
        for line in self.layout.lines:
            yield self._line(line)
        for placed in self.layout.placed.values():
            yield from self._box(placed, link)
        for line in self.layout.lines:
            yield from self._port(line)
        y = self.layout.height - HEAD / 2 + FONT / 2
        yield f'<text class="quiet" x="0" y="{y:g}">{escape(self.boxes.usual())}</text>\n'

    def _line(self, line: Line) -> str:
        (x, y), (to_x, to_y) = line.start, line.end
        bend = (x + to_x) / 2
        shade = self.boxes.shades.get(line.edge.to)
        wide = f' stroke-width="{1 + 7 * shade.share:.1f}"' if shade and shade.share else ""
        more = "" if line.edge.is_now else " shut"
        path = f"M{x:g} {y:.1f}C{bend:g} {y:.1f} {bend:g} {to_y:.1f} {to_x:g} {to_y:.1f}"
        return f'<path class="line{more}"{wide} d="{path}"/>\n'

    def _port(self, line: Line) -> Iterator[str]:
        """Yield the key whose line leaves a box, with a clock where it depends on the hours."""
        if line.edge.language:
            return
        x, y = line.start
        shut = "" if line.edge.is_now else " quiet"
        yield f'<text class="name{shut}" x="{x - 3:g}" y="{y + 2.8:.1f}" text-anchor="end">'
        yield f"{line.edge.key}</text>\n"
        if line.edge.hours:
            yield f'<path class="clock" d="M{x + 1:g} {y:.1f}a3 3 0 1 1 6 0a3 3 0 1 1 -6 0'
            yield 'm3 -2v2h1.500"/>\n'

    def _box(self, placed: Placed, link: Link | None) -> Iterator[str]:
        box = placed.box
        more = "".join(
            f" {name}"
            for name, holds in (("urgent", box.is_urgent), ("shut", not box.is_now))
            if holds
        )
        if link is None:
            yield f'<g class="box{more}">'
        else:
            around = ' aria-current="true"' if box.place == self.chosen else ""
            yield _LINK.format(
                href=quoteattr(link(box.place)),
                more=f"{more} {box.place.kind}",
                name=quoteattr(str(box.place)),
                source=self._from(box.place),
                label=quoteattr(self._read(placed)),
                around=around,
            )
        yield f'<rect x="{placed.x:g}" y="{placed.y:g}" width="{WIDTH:g}" '
        yield f'height="{placed.height:g}" rx="2"/>'
        shade = box.shade
        bar = "bar" if shade is None else f"bar v{shade.level}"
        yield f'<rect class="{bar}" x="{placed.x:g}" y="{placed.y:g}" width="{BAR:g}" '
        yield f'height="{placed.height:g}"/>'
        yield from self._texts(placed)
        yield "</a>\n" if link else "</g>\n"

    def _from(self, place: Place) -> str:
        """Return the place from which a line leads to another."""
        source = next((line.source for line in self.layout.lines if line.edge.to == place), None)
        return "" if source is None else f" data-from={quoteattr(str(source))}"

    def _read(self, placed: Placed) -> str:
        """Return a box as it is read aloud."""
        box, labels = placed.box, self.boxes.labels
        parts = [box.title, box.shade.text if box.shade else "", "" if box.is_now else labels.shut]
        return ", ".join(part for part in parts if part)

    def _texts(self, placed: Placed) -> Iterator[str]:
        box, ported = placed.box, placed.box.place in self.boxes.tree.children
        left = placed.x + BAR + PAD
        right = placed.x + WIDTH - (PORT if ported else PAD)
        y = placed.y + PAD + LINE - 2.2
        value = box.shade.text if box.shade else ""
        room = right - left - (measured(value) + 4 if value else 0)
        title = escape(cut(box.title, room, BOLD))
        yield f'<text class="name" x="{left:g}" y="{y:.1f}">{title}</text>'
        if value:
            yield f'<text x="{right:g}" y="{y:.1f}" text-anchor="end">{escape(value)}</text>'
        if box.words:
            y += LINE
            yield self._words(box.words, left, right, y)
        for note in box.notes:
            y += LINE
            yield f'<text class="quiet" x="{left:g}" y="{y:.1f}">'
            yield f"{escape(cut(note, right - left))}</text>"
        for row in placed.chips:
            y += LINE
            yield f'<text x="{left:g}" y="{y:.1f}">'
            yield "   ".join(
                f'<tspan class="name">{escape(chip.named)}</tspan> {escape(chip.now)}'
                + (f' <tspan class="quiet">({escape(chip.other)})</tspan>' if chip.other else "")
                for chip in row
            )
            yield "</text>"

    def _words(self, words: str, left: float, right: float, y: float) -> str:
        """Return first words in their own script, from the side at which it begins."""
        code = self.boxes.map.asked.language
        text = escape(cut(words, right - left))
        if is_right_to_left(words):
            return (
                f'<text class="quiet" lang="{code}" direction="rtl" x="{right:g}" y="{y:.1f}">'
                f"{text}</text>"
            )
        return f'<text class="quiet" lang="{code}" x="{left:g}" y="{y:.1f}">{text}</text>'
