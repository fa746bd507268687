"""XML into a plain tree with line numbers, refusing everything that could expand or be loaded."""

from dataclasses import dataclass, field
from xml.parsers import expat

from ivr.phone.errors import TwimlError, TwimlFault

# One element inside another inside another is all TwiML has; the rest is an attack or an accident.
_DEEPEST = 32


@dataclass(slots=True)
class Element:
    """One element as written.

    Args:
        tag: its name.
        line: where it begins, counted from 1.
        attributes: as written.
        children: the elements inside it, in order.
        text: all text directly inside it, joined.

    >>> read_xml(b"<a>x<b/>y</a>").text
    'xy'
    """

    tag: str
    line: int
    attributes: dict[str, str]
    children: list["Element"] = field(default_factory=list)
    text: str = ""


def read_xml(body: bytes) -> Element:
    r"""Read one XML document.

    Raises:
        TwimlError: it is not well formed, declares a document type, or nests too deep (12100).

    >>> read_xml(b'<Response>\n<Say loop="2">Hi</Say></Response>').children[0].line
    2
    """
    builder = _Builder()
    try:
        builder.parser.Parse(body, True)  # noqa: FBT003 - the C parser takes no names
    except expat.ExpatError as error:
        raise _broken(
            error.lineno, f"is not well-formed XML: {expat.ErrorString(error.code)}"
        ) from None
    except (LookupError, ValueError) as error:
        raise _broken(0, f"is not readable XML: {error}") from None
    if builder.root is None:
        raise _broken(0, "holds no element")
    return builder.root


def _broken(line: int, problem: str) -> TwimlError:
    return TwimlError([TwimlFault(line, "", f"the document {problem}", 12100)])


class _Builder:
    def __init__(self) -> None:
        self.root: Element | None = None
        self._open: list[Element] = []
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.StartDoctypeDeclHandler = self._doctype

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        line = self.parser.CurrentLineNumber
        if len(self._open) >= _DEEPEST:
            raise _broken(line, f"nests deeper than {_DEEPEST} elements")
        element = Element(tag, line, attributes)
        if self._open:
            self._open[-1].children.append(element)
        else:
            self.root = element
        self._open.append(element)

    def _end(self, _tag: str) -> None:
        self._open.pop()

    def _text(self, text: str) -> None:
        self._open[-1].text += text

    def _doctype(self, *_declaration: object) -> None:
        line = self.parser.CurrentLineNumber
        raise _broken(line, "declares a document type; entities are not expanded")
