"""From the bytes an application answered to a checked document, or to all its mistakes at once."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from ivr.phone.errors import TwimlError, TwimlFault
from ivr.phone.twiml import values
from ivr.phone.twiml import verbs as twiml
from ivr.phone.twiml.grammar import GRAMMAR, NOT_EMULATED, TOP_LEVEL, Rule
from ivr.phone.twiml.xmltree import Element, read_xml

MAX_BYTES = 64 * 1024
MAX_SAY_CHARACTERS = 4096
MAX_CALLEES = 10

TOO_LARGE = 11750
SCHEMA = 12200
BAD_CALLER_ID = 13214
BAD_NUMBER = 13224
BAD_SIP = 13243
BAD_SAY_TEXT = 13520
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class LineRules:
    """What a document may show and do on one line.

    Args:
        caller: the caller's own address, shown to callees when no ``callerId`` is given.
        caller_ids: the addresses ``callerId`` may be: the call's To and From, the account's own
            and verified numbers. None leaves them unchecked.
        whisper: whether the document is heard by a callee alone, where ``<Dial>`` is forbidden.
        legs_fail: whether a callee that cannot be rung is a leg that fails, as in a call at
            Twilio; else it is a mistake of the document.

    >>> LineRules("+4799999999").whisper
    False
    """

    caller: str | None = None
    caller_ids: frozenset[str] | None = None
    whisper: bool = False
    legs_fail: bool = False


def parse(body: bytes, line: LineRules | None = None) -> twiml.Document:
    """Read and check one TwiML document.

    Args:
        body: the answer's bytes, at most 64 kB.
        line: what the line it runs on allows; None checks the document by itself.

    Raises:
        TwimlError: with every mistake found. An unknown verb or attribute is a warning at Twilio
            and an error here; so is a ``callerId`` or number Twilio would fail the leg for.

    >>> parse(b"<Response><Say>Hello</Say><Hangup/></Response>").verbs[1]
    Hangup()
    >>> parse(b'<Response><Gather timout="9"/></Response>')
    Traceback (most recent call last):
        ...
    ivr.phone.errors.TwimlError: line 1: <Gather>: unknown attribute "timout"; did you mean \
"timeout"? (12200)
    """
    if len(body) > MAX_BYTES:
        size = f"the document has more than {MAX_BYTES} bytes"
        raise TwimlError([TwimlFault(0, "", size, TOO_LARGE)])
    line = line or LineRules()
    return _parsed(body, line if _may_dial(body) else LineRules())


@lru_cache(maxsize=4096)
def _parsed(body: bytes, line: LineRules) -> twiml.Document:
    root = read_xml(body)
    reading = _Reading(line)
    document = reading.document(root)
    if reading.faults:
        found = [*reading.faults, *reading.refused]
        raise TwimlError(sorted(found, key=lambda fault: fault.line))
    return document


def _may_dial(body: bytes) -> bool:
    """Say whether a document may transfer; who calls matters to no other verb.

    A document without a transfer is the same for all callers, and so read once for all. In an
    encoding whose letters are not ASCII's, what it holds is not known before it is read.
    """
    return not body.startswith(b"<") or b"\0" in body or b"Dial" in body


@dataclass(slots=True)
class _Reading:
    line: LineRules
    faults: list[TwimlFault] = field(default_factory=list)
    refused: list[TwimlFault] = field(default_factory=list)

    def fault(self, element: Element, problem: str, code: int = SCHEMA) -> None:
        self.faults.append(TwimlFault(element.line, element.tag, problem, code))

    def document(self, root: Element) -> twiml.Document:
        if root.tag != "Response":
            self.fault(root, "the outermost element must be <Response>", 12100)
            return twiml.Document()
        self._shape(root, GRAMMAR["Response"])
        read = [self._verb(child) for child in self._children(root, TOP_LEVEL)]
        verbs = tuple(verb for verb in read if verb is not None)
        for place, child in enumerate(root.children):
            if child.tag == "Reject" and place:
                self.fault(child, "only a document's first verb can refuse the call")
        return twiml.Document(verbs)

    def _verb(self, element: Element) -> twiml.Verb | None:
        before = len(self.faults)
        verb = self._build(element, self._shape(element, GRAMMAR[element.tag]))
        return verb if len(self.faults) == before else None

    def _build(self, element: Element, given: dict[str, Any]) -> twiml.Verb | None:
        match element.tag:
            case "Gather":
                return self._gather(element, given)
            case "Dial":
                return self._dial(element, given)
            case "Redirect":
                return twiml.Redirect(self._content(element, values.web_address), **given)
            case "Hangup":
                return twiml.Hangup()
            case "Reject":
                return twiml.Reject(**given)
        return self._prompt(element, given)

    def _prompt(self, element: Element, given: dict[str, Any]) -> twiml.Prompt:
        if element.tag == "Pause":
            return twiml.Pause(**given)
        if element.tag == "Play":
            return twiml.Play(self._content(element, values.web_address), **given)
        text = " ".join(element.text.split())
        if not text:
            self.fault(element, "there is nothing to say", BAD_SAY_TEXT)
        if len(text) > MAX_SAY_CHARACTERS:
            self.fault(
                element, f"{len(text)} characters; {MAX_SAY_CHARACTERS} are allowed", BAD_SAY_TEXT
            )
        return twiml.Say(text, **given)

    def _gather(self, element: Element, given: dict[str, Any]) -> twiml.Gather:
        given.pop("input", None)
        prompts = tuple(
            self._prompt(child, self._shape(child, GRAMMAR[child.tag]))
            for child in self._children(element, GRAMMAR["Gather"].children)
        )
        return twiml.Gather(prompts, **given)

    def _dial(self, element: Element, given: dict[str, Any]) -> twiml.Dial:
        if self.line.whisper:
            self.fault(element, "a whisper may not dial")
        nouns = list(self._children(element, GRAMMAR["Dial"].children))
        callees = [self._callee(noun) for noun in nouns]
        if element.text.strip() and nouns:
            self.fault(element, "has both a number of its own and elements; use one of the two")
        elif element.text.strip():
            callees.append(self._rung(element, twiml.Number, {}))
        if not element.text.strip() and not element.children:
            self.fault(element, "names nobody to dial")
        if len(callees) > MAX_CALLEES:
            self.fault(element, f"rings {len(callees)} callees; {MAX_CALLEES} are allowed")
        self._caller_id(element, given.get("caller_id"), callees)
        return twiml.Dial(tuple(callees), **given)

    def _callee(self, element: Element) -> twiml.Callee:
        given = self._shape(element, GRAMMAR[element.tag])
        return self._rung(element, twiml.Sip if element.tag == "Sip" else twiml.Number, given)

    def _rung(
        self, element: Element, kind: type[twiml.Callee], given: dict[str, Any]
    ) -> twiml.Callee:
        is_sip = kind is twiml.Sip
        reader, code = (
            (values.sip_address, BAD_SIP) if is_sip else (values.phone_number, BAD_NUMBER)
        )
        try:
            return kind(str(reader(element.text)), **given)
        except ValueError as error:
            refusal = TwimlFault(element.line, element.tag, str(error), code)
        (self.refused if self.line.legs_fail else self.faults).append(refusal)
        return kind(element.text.strip(), refusal=refusal, **given)

    def _caller_id(self, element: Element, shown: str | None, callees: list[twiml.Callee]) -> None:
        allowed = self.line.caller_ids
        if shown is not None and allowed is not None and shown not in allowed:
            self.fault(
                element,
                f'callerId "{shown}" is neither this call\'s To or From nor a number of the '
                f"account{_nearest(shown, allowed)}",
                BAD_CALLER_ID,
            )
        rings_a_number = any(isinstance(callee, twiml.Number) for callee in callees)
        own = self.line.caller
        if shown is None and own is not None and ":" in own and rings_a_number:
            self.fault(
                element, f"callerId is needed: the caller is {own}, no number", BAD_CALLER_ID
            )

    def _content(self, element: Element, reader: values.Reader, code: int = SCHEMA) -> str:
        try:
            return str(reader(element.text.strip()))
        except ValueError as error:
            self.fault(element, str(error), code)
            return ""

    def _shape(self, element: Element, rule: Rule) -> dict[str, Any]:
        if not rule.text and element.text.strip():
            self.fault(element, f'holds the text "{_short(element.text)}", which is never heard')
        if not rule.children:
            for child in element.children:
                self._unexpected(element, child, ())
        given: dict[str, Any] = {}
        for name, text in element.attributes.items():
            if name not in rule.attributes:
                self._unknown_attribute(element, name, rule)
                continue
            key, reader = rule.attributes[name]
            try:
                given[key] = reader(text)
            except ValueError as error:
                self.fault(element, f'{name}="{_short(text)}" {error}')
        return given

    def _unknown_attribute(self, element: Element, name: str, rule: Rule) -> None:
        if name in rule.elsewhere:
            self.fault(element, f'attribute "{name}" is Twilio\'s, but is not emulated here')
            return
        near = _nearest(name, rule.attributes)
        allowed = ", ".join(rule.attributes) or "none"
        self.fault(element, f'unknown attribute "{_short(name)}"{near or f"; allowed: {allowed}"}')

    def _children(self, element: Element, allowed: tuple[str, ...]) -> Iterable[Element]:
        for child in element.children:
            if child.tag in allowed:
                yield child
            else:
                self._unexpected(element, child, allowed)

    def _unexpected(self, parent: Element, child: Element, allowed: tuple[str, ...]) -> None:
        if parent.tag == "Say":
            problem = "speech markup inside <Say> is not emulated here"
        elif child.tag in GRAMMAR and child.tag != "Response":
            problem = f"may not stand inside <{parent.tag}>"
        elif child.tag in NOT_EMULATED:
            problem = "is Twilio's, but is not emulated here"
        else:
            problem = f"unknown element{_nearest(child.tag, allowed)}"
        inside = f"; allowed inside <{parent.tag}>: {', '.join(allowed) or 'nothing'}"
        self.faults.append(TwimlFault(child.line, _short(child.tag), problem + inside, SCHEMA))


def _nearest(word: str, known: Iterable[str]) -> str:
    by_case = {name.lower(): name for name in known}
    near = difflib.get_close_matches(word.lower()[:64], by_case, n=1, cutoff=0.6)
    return f'; did you mean "{by_case[near[0]]}"?' if near else ""


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _SHOWN else text[: _SHOWN - 3] + "..."
