"""Requests that are not the carrier's, made of ones that are: replayed with something changed."""

from __future__ import annotations

import random
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final
from urllib.parse import parse_qsl, quote, urlencode

from twilio.request_validator import RequestValidator

from tests.support.hand import asked_for
from tests.support.hotline import BASE_URL, TOKEN

TYPE: Final = "application/x-www-form-urlencoded"
OTHER: Final = "0" * 32
"""A token that is not ours."""

Form = list[tuple[str, str]]

CALL: Final[Form] = [
    ("AccountSid", "AC" + "0" * 32),
    ("ApiVersion", "2010-04-01"),
    ("CallSid", "CA" + "1" * 32),
    ("CallStatus", "in-progress"),
    ("Called", "+4700000001"),
    ("CallerName", "Åse Digits1"),
    ("Direction", "inbound"),
    ("From", "+4700000099"),
    ("FromCity", ""),
    ("SipHeader_X-Line", "b"),
    ("SipHeader_X-Line", "a"),
    ("To", "+4700000001"),
]
STEP: Final = "/voice/turn?m=asker&at=step&l=pl&n=main&b=1795597200"
DIAL: Final = "/voice/turn?m=asker&at=dial&l=pl&n=guidance&b=1795597200"

GENUINE: Final[tuple[tuple[str, Form], ...]] = (
    ("/voice", CALL),
    (STEP, [*CALL, ("Digits", "3")]),
    (DIAL, [*CALL, ("DialCallStatus", "completed"), ("DialCallDuration", "61")]),
    ("/voice/whisper?m=asker&at=dial&l=pl&n=guidance", CALL),
    ("/voice/status", [*CALL, ("CallDuration", "61")]),
    ("/voice/fallback", [*CALL, ("ErrorCode", "11200")]),
)


@dataclass(frozen=True)
class Sent:
    """A request as it goes over the wire."""

    target: str
    body: bytes
    signature: str | None
    method: str = "POST"
    content_type: str = TYPE
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def every_header(self) -> dict[str, str]:
        signed = {} if self.signature is None else {"X-Twilio-Signature": self.signature}
        return {"Content-Type": self.content_type} | self.headers | signed

    @property
    def environ(self) -> dict[str, str]:
        """Its method and what stands on its request line, as WSGI has them."""
        return {"REQUEST_METHOD": self.method} | asked_for(self.target)


class _Pairs(dict[str, str]):
    """A form in which names may come twice, as Twilio's library reads one."""

    def __init__(self, form: Form) -> None:
        super().__init__(form)
        self._form = form

    def getlist(self, name: str) -> list[str]:
        return [value for one, value in self._form if one == name]


def signature(url: str, form: Form, token: str = TOKEN, algorithm: str = "HMAC_SHA1") -> str:
    signed = RequestValidator(token).compute_signature(url, _Pairs(form), algorithm)
    return str(signed)


def genuine(target: str, form: Form) -> Sent:
    return Sent(target, urlencode(form).encode(), signature(BASE_URL + target, form))


@dataclass(frozen=True)
class Forger:
    """Changes one genuine request, in ways that chance decides."""

    chance: random.Random
    target: str
    form: Form

    @property
    def honest(self) -> Sent:
        return genuine(self.target, self.form)

    def with_form(self, form: Form) -> Sent:
        return replace(self.honest, body=urlencode(form).encode())

    def place(self) -> int:
        """A field of the form that is looked at: not one that may come twice."""
        alone = [at for at, (name, _) in enumerate(self.form) if not name.startswith("Sip")]
        return self.chance.choice(alone)

    def word(self) -> str:
        letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+"
        return "".join(self.chance.choices(letters, k=self.chance.randint(1, 30)))


def _of_another_address(it: Forger) -> Sent:
    urls = [
        BASE_URL.replace("https", "http") + it.target,
        BASE_URL + ":8443" + it.target,
        "https://other.example" + it.target,
        BASE_URL.upper() + it.target,
        f"{BASE_URL}/{it.word()}{it.target}",
        *(BASE_URL + target for target, _ in GENUINE if target != it.target),
        BASE_URL + it.target + "#rt=5000",
        BASE_URL + it.target + ("&x=1" if "?" in it.target else "?x=1"),
    ]
    return replace(it.honest, signature=signature(it.chance.choice(urls), it.form))


def _of_another_form(it: Forger) -> Sent:
    return it.with_form([(name, it.word()) for name, _ in it.form])


def _with_another_token(it: Forger) -> Sent:
    token = it.chance.choice([OTHER, "", TOKEN[:-1], TOKEN.upper(), TOKEN + " ", it.word()])
    return replace(it.honest, signature=signature(BASE_URL + it.target, it.form, token))


def _one_added(it: Forger) -> Sent:
    added = it.chance.choice(["Digits", "Probe", "DialCallStatus", "ErrorUrl", it.word()])
    return it.with_form([*it.form, (f"{added}X", it.word())])


def _one_taken_away(it: Forger) -> Sent:
    at = it.place()
    return it.with_form(it.form[:at] + it.form[at + 1 :])


def _one_changed(it: Forger) -> Sent:
    at = it.place()
    changed = it.form[at][0], it.form[at][1] + it.chance.choice("0123456789 x")
    return it.with_form([*it.form[:at], changed, *it.form[at + 1 :]])


def _one_doubled(it: Forger) -> Sent:
    """Twilio's rule signs a value once, however often it stands there."""
    at = it.place()
    name, value = it.form[at]
    doubled = (name, it.chance.choice([value, value, it.word()]))
    where = it.chance.randint(0, len(it.form))
    return it.with_form([*it.form[:where], doubled, *it.form[where:]])


def _two_swapped(it: Forger) -> Sent:
    form = dict(it.form)
    names = [name for name in form if not name.startswith("Sip")]
    one, other = it.chance.choice(
        [(a, b) for a in names for b in names if form[a] != form[b]],
    )
    form[one], form[other] = form[other], form[one]
    return it.with_form([*form.items()])


def _name_in_other_letters(it: Forger) -> Sent:
    at = it.place()
    name, value = it.form[at]
    return it.with_form([*it.form[:at], (name.swapcase(), value), *it.form[at + 1 :]])


def _body_cut(it: Forger) -> Sent:
    body = it.honest.body
    return replace(it.honest, body=body[: it.chance.randrange(len(body) - 1)])


def _signature_cut(it: Forger) -> Sent:
    whole = it.honest.signature or ""
    cut = it.chance.randrange(len(whole))
    return replace(it.honest, signature=it.chance.choice([whole[:cut], whole[cut + 1 :]]))


def _signature_in_other_letters(it: Forger) -> Sent:
    whole = it.honest.signature or ""
    changed = [
        whole.swapcase(),
        whole.lower(),
        whole.rstrip("="),
        whole + "=",
        f"{whole},{whole}",
        quote(whole),
        f'"{whole}"',
        whole[::-1],
        "",
        None,
    ]
    return replace(it.honest, signature=it.chance.choice([one for one in changed if one != whole]))


def _query_changed(it: Forger) -> Sent:
    path, _, query = it.target.partition("?")
    fields = query.split("&") if query else []
    turned = fields[1:] + fields[:1]
    changed = [
        "&".join([*fields, "x=1"]),
        "&".join(["l=en", *fields]),
        "&".join([*fields, *fields]) if fields else "&",
        "&".join(turned) if len(fields) > 1 else "b=1",
        query + "&",
        query.replace("a", "%61") if query else "%61",
        query + urlencode(it.form),
    ]
    return replace(it.honest, target=f"{path}?{it.chance.choice(changed)}")


def _path_changed(it: Forger) -> Sent:
    path, mark, query = it.target.partition("?")
    at = it.chance.randrange(1, len(path))
    encoded = f"{path[:at]}%{ord(path[at]):02{it.chance.choice('xX')}}{path[at + 1 :]}"
    changed = [
        encoded,
        path + "/",
        "/" + path,
        path.replace("/voice", "/voice/."),
        path.swapcase(),
        path.replace("/", "\\"),
        path + ";x=1",
        path + "%00",
        path + "%20",
        "/turn/voice",
        path + "#x",
    ]
    return replace(it.honest, target=it.chance.choice(changed) + mark + query)


def _address_in_the_form(it: Forger) -> Sent:
    """The end of the address as the first field: what is signed is the same, sign by sign."""
    cut = it.chance.randrange(len("/voice"), len(it.target) + 1)
    moved = it.target[cut:]
    middle = it.chance.randint(0, len(moved))
    first = (moved[:middle], moved[middle:])
    target = it.target[:cut] if it.target[cut:] else "/voice/other"
    return replace(it.honest, target=target, body=urlencode([first, *it.form]).encode())


def _form_in_the_address(it: Forger) -> Sent:
    spelled = "".join(name + value for name, value in sorted(set(it.form)))
    mark = "&" if "?" in it.target else "?"
    moved = it.chance.choice([quote(spelled), mark + urlencode(it.form), mark + "Digits=1"])
    return replace(it.honest, target=it.target + moved, body=b"")


def _of_another_type(it: Forger) -> Sent:
    """The body of another type is not signed; the signature is that of no form, or of this one."""
    none = signature(BASE_URL + it.target, [])
    body = urlencode(it.form).encode()
    other = it.chance.choice(
        [
            ("application/json", b'{"Digits": "1"}', none),
            ("application/json; charset=utf-8", body, none),
            ("text/plain", body, none),
            ("", body, none),
            ("multipart/form-data; boundary=x", _multipart(it.form), it.honest.signature),
            ("application/x-url-encoded", body, it.honest.signature),
            (TYPE, b"\xff" + body, none),
        ]
    )
    return replace(it.honest, content_type=other[0], body=other[1], signature=other[2])


def _with_a_digest(it: Forger) -> Sent:
    """A digest of the body in the address, which holds for other products of the carrier's."""
    target = it.target + ("&" if "?" in it.target else "?") + "bodySHA256=" + "0" * 64
    none = signature(BASE_URL + target, [])
    kind = it.chance.choice(["application/json", TYPE, "text/plain"])
    signed = it.chance.choice([none, it.honest.signature])
    body = it.honest.body if it.chance.random() < 0.5 else b'{"Digits": "1"}='
    return replace(it.honest, target=target, content_type=kind, signature=signed, body=body)


def _by_another_method(it: Forger) -> Sent:
    method = it.chance.choice(["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "QUERY"])
    inside = it.target + ("&" if "?" in it.target else "?") + urlencode(it.form)
    signed = signature(BASE_URL + inside, [])
    asked = [replace(it.honest, method=method), Sent(inside, b"", signed, method)]
    return it.chance.choice(asked)


def _by_another_algorithm(it: Forger) -> Sent:
    told, used = it.chance.choice(
        [("HMAC_SHA256", "HMAC_SHA1"), ("HMAC_SHA1", "HMAC_SHA256"), ("none", "HMAC_SHA1")]
    )
    signed = signature(BASE_URL + it.target, it.form, algorithm=used)
    headers = {"X-Twilio-Webhooks-Signature-Settings": f"key=SK1,algorithm={told}"}
    return replace(it.honest, signature=signed, headers=headers)


def _in_another_alphabet(it: Forger) -> Sent:
    """What looks alike to people: decomposed letters, wide digits, signs without a width."""
    wide = {ord(digit): 0xFF10 + int(digit) for digit in "0123456789"}
    changes: list[Callable[[str], str]] = [
        lambda text: unicodedata.normalize("NFD", text),
        lambda text: text.translate(wide),
        lambda text: text + "\u200b",
        lambda text: text.encode().decode("latin-1"),
    ]
    change = it.chance.choice(changes)
    return it.with_form([(name, change(value)) for name, value in it.form])


KINDS: Final[dict[str, Callable[[Forger], Sent]]] = {
    name.lstrip("_").replace("_", " "): make
    for name, make in list(globals().items())
    if name.startswith("_") and callable(make) and getattr(make, "__annotations__", {}).get("it")
}
"""Every way to forge, by its name."""


def _multipart(form: Form) -> bytes:
    parts = (f'--x\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n' for n, v in form)
    return ("".join(parts) + "--x--\r\n").encode()


def forged(seed: int, times: int) -> Iterator[tuple[str, Sent]]:
    """Make so many forged requests, each kind as often as the others."""
    chance = random.Random(seed)
    kinds = list(KINDS.items())
    made = 0
    while made < times:
        kind, make = kinds[made % len(kinds)]
        target, form = chance.choice(GENUINE)
        sent = make(Forger(chance, target, form))
        if not _is_the_same(sent, genuine(target, form)):
            made += 1
            yield kind, sent


def _is_the_same(sent: Sent, honest: Sent) -> bool:
    """Tell whether chance has changed nothing that a reader of the request would notice."""

    def read(one: Sent) -> object:
        pairs = parse_qsl(one.body.decode("latin-1"), keep_blank_values=True)
        return replace(one, body=b""), pairs

    return read(sent) == read(honest)
