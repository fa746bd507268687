"""The map for Graphviz, and for Mermaid, which documents show."""

from __future__ import annotations

from collections.abc import Iterator

from ivr.map.drawing.boxes import Boxes
from ivr.map.graph import SILENCE, Edge
from ivr.map.places import Place
from ivr.map.tree import told


def dot(boxes: Boxes) -> str:
    """Return the map in the language of Graphviz: `dot -Tsvg` draws it."""
    lines = ["digraph map {", "  rankdir=LR;", "  node [shape=box, fontname=sans];"]
    for place in boxes.map.nodes:
        style = "" if place in boxes.tree.now else ", style=dashed"
        shape = ", shape=house" if place.is_door else ""
        lines.append(
            f"  {_quoted(str(place))} [label={_quoted(_label(boxes, place))}{shape}{style}];"
        )
    for source, edges in _edges(boxes):
        for edge in edges:
            style = "" if edge.is_now else ", style=dashed"
            ends = f"{_quoted(str(source))} -> {_quoted(str(edge.to))}"
            lines.append(f"  {ends} [label={_quoted(_key(boxes, edge))}{style}];")
    return "\n".join([*lines, "}", ""])


def mermaid(boxes: Boxes) -> str:
    """Return the map in the language of Mermaid."""
    names = {place: f"n{number}" for number, place in enumerate(boxes.map.nodes)}
    lines = ["flowchart LR"]
    for place, name in names.items():
        label = _plain(_label(boxes, place))
        lines.append(f'  {name}[["{label}"]]' if place.is_door else f'  {name}["{label}"]')
    for source, edges in _edges(boxes):
        for edge in edges:
            arrow = "-->" if edge.is_now else "-.->"
            key = _plain(_key(boxes, edge))
            lines.append(f'  {names[source]} {arrow}|"{key}"| {names[edge.to]}')
    lines.append("  classDef shut stroke-dasharray: 4 3;")
    shut = [name for place, name in names.items() if place not in boxes.tree.now]
    lines += [f"  class {','.join(shut)} shut;"] if shut else []
    return "\n".join([*lines, ""])


def _edges(boxes: Boxes) -> Iterator[tuple[Place, list[Edge]]]:
    for place, node in boxes.map.nodes.items():
        yield place, told(boxes.map, node)


def _label(boxes: Boxes, place: Place) -> str:
    box = boxes.box(place)
    return "\n".join(filter(None, (box.title, box.shade.text if box.shade else "")))


def _key(boxes: Boxes, edge: Edge) -> str:
    """Return what leads along an edge: its key, and whose hours it depends on."""
    labels = boxes.labels
    hours = [
        (labels.when_open if opened else labels.when_closed).format(service=name)
        for name, opened in edge.hours
    ]
    key = labels.silence if edge.key == SILENCE else edge.key
    language = boxes.map.asked.hotline.languages.get(edge.language)
    return ", ".join([f"{key} {language.name}" if language else key, *hours])


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def _plain(text: str) -> str:
    for sign, written in (("#", "#35;"), ('"', "#quot;"), ("<", "#lt;"), (">", "#gt;")):
        text = text.replace(sign, written)
    return text.replace("\n", "<br>")
