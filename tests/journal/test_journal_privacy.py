"""Ten thousand callers whose numbers are known, and no file, log or page that knows one."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import hmac
import io
import logging
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Final

import pytest
from sqlalchemy import Row, select

from ivr.journal.settings import JournalSettings
from ivr.journal.store import Store
from ivr.journal.store.tables import CALL, METADATA
from ivr.journal.writing.journal import DatabaseJournal
from ivr.serving.settings import Settings
from ivr.web import create_app
from ivr.web.logs.setup import formatter
from tests.support.hand import Hand
from tests.support.hotline import BASE_URL, MORNING, TOKEN, VARIABLES
from tests.support.processes import IVR, environment, ran, wait_until
from tests.support.recording import OSLO

CALLS: Final = 10_000
NUMBER: Final = "4799175316"
"""How every caller's number begins, four more digits tell them apart: longer than any real one, so
that what is found is no chance."""
SID: Final = "CA" + "5eed" * 6
"""How every call's identifier begins; eight more digits tell them apart."""
ARABIC: Final = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
METRICS_TOKEN: Final = "m" * 32
ENVIRON: Final = {**VARIABLES, "METRICS_TOKEN": METRICS_TOKEN, "LOG_CALLS": "yes"}


def form(call: int) -> dict[str, str]:
    """What the carrier tells of a caller; some call by SIP, some reach a number nobody lists."""
    number = f"+{NUMBER}{call:04d}"
    told = number if call % 7 else f"sip:{number}@pbx.example"
    return {
        "CallSid": f"{SID}{call:08d}",
        "From": told,
        "Caller": told,
        "CallerName": f"Caller {number[1:]}",
        "ForwardedFrom": number,
        "FromCountry": "NO",
        "FromCity": "TINYTOWN",
        "To": "+4700000002" if call % 11 else number,
    }


def odd(call: int) -> tuple[str, dict[str, str]]:
    """Where else a caller's number may stand: in the address, and in a field that is for others."""
    number = f"{NUMBER}{call:04d}"
    fields = [
        {"Digits": f"{call % 10}{number}"},
        {"Digits": number.translate(ARABIC)},
        {"DialCallStatus": number, "DialCallDuration": number, "DialSipResponseCode": number},
        {"DialCallStatus": "completed", "DialBridged": number, "DialCallSid": f"{SID}{call:08d}"},
        {
            "CallStatus": number,
            "ErrorCode": number,
            "ErrorUrl": f"{BASE_URL}/voice?l={number}#rc=2",
        },
        {"SipHeader_X-Name": f"TINYTOWN {number}", "StirVerstat": number, "SpeechResult": number},
        {"CallerName": f"\0{number}\r\n{'TINYTOWN' * 99}", "Called": number, "Probe": number},
    ]
    states = ["", f"&l={number}&t={number}", f"&n={number}&c={number}", f"&{number}=1"]
    return states[call % len(states)], fields[call % len(fields)]


def encodings(text: str) -> Iterator[bytes]:
    """Yield how what begins with a text can be written."""
    plain = text.encode()
    yield plain
    yield text.encode("utf-16-le")
    yield text.encode("utf-16-be")
    yield plain.hex().encode()
    for before in range(3):  # where a text stands decides which of three forms base64 gives it
        whole = base64.b64encode(bytes(before) + plain)
        yield whole[(0, 2, 3)[before] : len(whole) // 4 * 4 - 4]
    if text.isdecimal():
        pairs = [text[place : place + 2] for place in range(0, len(text) - 1, 2)]
        yield bytes.fromhex("".join(pairs))
        yield bytes.fromhex("".join(pair[::-1] for pair in pairs))
        number = int(text) * 10_000
        shared = number.to_bytes(8)[:6]  # the last two tell callers apart
        assert shared == (number + 9_999).to_bytes(8)[:6]
        yield shared.lstrip(b"\0")
        yield shared.lstrip(b"\0")[::-1]


NEEDLES: Final = [
    *encodings(NUMBER),
    *encodings(SID),
    *(NUMBER.translate(ARABIC).encode(), NUMBER.translate(ARABIC).encode("utf-16-le")),
    b"TINYTOWN",
]


def found(place: str, content: bytes) -> list[str]:
    return [f"{needle!r} in {place}" for needle in NEEDLES if needle in content]


def found_below(folder: Path) -> list[str]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [fault for path in files for fault in found(path.name, path.read_bytes())]


def rows(store: Store) -> bytes:
    """Everything in a database, as its driver gives it."""
    content = []
    with store.reading() as connection:
        for table in METADATA.sorted_tables:
            for row in connection.execute(select(table)):
                content += [one if isinstance(one, bytes) else str(one).encode() for one in row]
    return b"\0".join(content)


class Ringing:
    """A hotline whose journal, log and metrics are real, and the calls that are made to it."""

    def __init__(self, root: Path, settings: JournalSettings) -> None:
        self.clock = dt.datetime.now(dt.UTC)
        self.journal = DatabaseJournal(settings, OSLO, clock=lambda: self.clock)
        served = Settings(BASE_URL, (TOKEN,), root, ENVIRON, drafts=True)
        self.hand = Hand(create_app(served, lambda: MORNING, journal=self.journal))

    def calls(self, numbers: range) -> None:
        """Make calls: each is answered, presses a key or fails to be put through, and ends."""
        for call in numbers:
            told = form(call)
            assert self.hand.post("/voice", told).status_code == 200
            dialling = "/voice/turn?m=asker&at=dial&l=pl&n=emergency&t=emergency"
            target = dialling if call % 3 == 0 else "/voice/turn?m=asker&at=languages"
            pressed = {"DialCallStatus": "busy"} if call % 3 == 0 else {"Digits": str(call % 10)}
            if call % 4 == 0:
                more, pressed = odd(call // 4)
                target += more
            assert self.hand.post(target, told | pressed).status_code == 200
            if call % 5 == 0:
                failed = {"ErrorCode": "11200", "ErrorUrl": f"{BASE_URL}{target}"}
                self.hand.post("/voice/fallback", told | failed)
            if call % 50 == 0:
                self.hand.send("/voice", f"From=%2B{NUMBER}{call:04d}".encode(), "forged")
            self.hand.post("/voice/status", told | {"CallStatus": "completed", "CallDuration": "9"})

    def metrics(self) -> bytes:
        client = self.hand.app.test_client()
        answer = client.get("/metrics", headers={"Authorization": f"Bearer {METRICS_TOKEN}"})
        assert answer.status_code == 200
        return bytes(answer.data)


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """All that is logged from the lowest level on, as an operator gets it."""
    lines = io.StringIO()
    handler = logging.StreamHandler(lines)
    handler.setFormatter(formatter(ENVIRON))
    root, ours = logging.getLogger(), logging.getLogger("ivr")
    before = ours.level
    root.addHandler(handler)
    ours.setLevel(logging.DEBUG)
    yield lines
    ours.setLevel(before)
    root.removeHandler(handler)


def test_what_is_looked_for_would_be_found() -> None:
    told = form(4711)
    number, call = told["ForwardedFrom"][1:], told["CallSid"]
    for text in (number, call):
        for before in range(3):
            coded = base64.b64encode(b"x" * before + text.encode() + b"behind")
            assert found("base64", coded), before
    hidden = (number.encode("utf-16-be"), number.encode().hex().encode(), bytes.fromhex(number))
    assert all(found("an encoding", b"." + one) for one in hidden)
    assert found("a number", int(number).to_bytes(8, "little"))


def test_ten_thousand_callers_leave_no_trace(
    shipped: Path, tmp_path: Path, logged: io.StringIO
) -> None:
    settings = JournalSettings.read(tmp_path, {})
    line = Ringing(shipped, settings)
    line.calls(range(4000))
    wait_until(lambda: line.journal.status().queued == 0)
    with closing(sqlite3.connect(settings.folder / "journal.sqlite")) as other:
        other.execute("BEGIN IMMEDIATE")
        line.calls(range(4000, 6000))
        wait_until(lambda: line.journal.status().spooled > 0)
        spool = [*(settings.folder / "spool").iterdir()]
        assert spool
        assert found_below(settings.folder) == []
        other.rollback()
    line.calls(range(6000, CALLS))
    assert found("metrics", line.metrics()) == []
    wait_until(lambda: line.journal.status().queued + line.journal.status().spooled == 0)
    line.journal.close()
    assert line.journal.status().lost == 0
    assert found_below(tmp_path) == []
    assert len(logged.getvalue()) > 100 * CALLS
    assert found("the log", logged.getvalue().encode()) == []
    store = Store.open(settings.database, OSLO)
    with store.reading() as connection:
        assert len(connection.execute(select(CALL.c.id)).all()) == CALLS
    assert found("the database", rows(store)) == []
    for command in (
        ("journal", "export", "--json"),
        ("journal", "export", "--csv"),
        ("journal", "status"),
        ("figures", "--json"),
        ("figures", "--by", "language", "--csv"),
    ):
        told = ran(IVR, "--project", str(shipped), *command, env=told_where(settings))
        assert told.returncode == 0, told.stderr
        assert found(" ".join(command), (told.stdout + told.stderr).encode()) == []


def told_where(settings: JournalSettings) -> Mapping[str, str]:
    return environment(JOURNAL_DIR=str(settings.folder), **VARIABLES)


def test_in_a_database_of_a_server_there_is_no_trace_either(
    shipped: Path, tmp_path: Path, database: str
) -> None:
    settings = JournalSettings(tmp_path / "journal", database)
    line = Ringing(shipped, settings)
    line.calls(range(500))
    line.journal.close()
    assert found_below(tmp_path) == []
    assert found("the database", rows(Store.open(database, OSLO))) == []


def test_when_a_days_key_is_gone_no_identifier_can_be_matched(
    shipped: Path, tmp_path: Path, database: str
) -> None:
    """Whoever has the carrier's list, the database and every file tries each call and key."""
    settings = JournalSettings(tmp_path / "journal", database)
    line = Ringing(shipped, settings)
    line.calls(range(200))
    wait_until(lambda: line.journal.status().queued == 0)
    store = Store.open(database, OSLO)

    identifiers = [form(call)["CallSid"] for call in range(200)]

    def matched(keys: list[bytes]) -> int:
        tags = {tag for (tag,) in _tags(store)}
        tried = {
            hmac.digest(key, b"journal" + one.encode(), "sha256")[:16]
            for key in [*keys, TOKEN.encode(), b""]
            for one in identifiers
        }
        plain = {hashlib.sha256(one.encode()).digest()[:16] for one in identifiers}
        return len(tags & (tried | plain))

    held = [*line.journal._keys._keys.values()]
    assert matched(held) == 200, "while the key is there, a call is tied together by it"
    line.clock += dt.timedelta(days=1, hours=6)
    line.journal.record("CA-of-the-next-day", MORNING)
    wait_until(lambda: not {*line.journal._keys._keys.values()} & {held[0]})
    line.journal.close()
    left = [*line.journal._keys._keys.values()]
    content = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert held[0] not in content
    assert held[0].hex().encode() not in content
    assert base64.b64encode(held[0]) not in content
    assert held[0] not in rows(store)
    assert matched(left) == 0
    store.purge(line.clock + dt.timedelta(days=3), settings.event_days, settings.sum_days)
    assert [*_tags(store)] == [], "the tags are taken away as well"


def _tags(store: Store) -> Iterator[Row[bytes]]:
    with store.reading() as connection:
        yield from connection.execute(select(CALL.c.tag).where(CALL.c.tag.is_not(None)))
