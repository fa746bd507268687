"""Who is known to a studio: kept in a file that nobody else reads, and never half of it."""

from __future__ import annotations

import json
import stat
import threading
from pathlib import Path

import pytest

from ivr.problems import Refusal
from ivr.problems.codes import CODES
from ivr.studio.people.access import LARGEST, Access, Deed
from ivr.studio.people.attempts import FORGOTTEN_S, LONGEST_WAIT_S, OF_AN_ADDRESS, Attempts
from ivr.studio.people.key import key_of
from ivr.studio.people.known import People, Unfit
from ivr.studio.people.passwords import PasswordFault, password_fault
from ivr.studio.people.roles import Role
from tests.support.hotline import MORNING
from tests.support.people import OTHER, PASSWORD


@pytest.fixture
def people(tmp_path: Path) -> People:
    return People(tmp_path / "studio")


def test_whoever_is_added_signs_in_by_name_or_address_in_any_case(people: People) -> None:
    people.add("Ærlig Operatør", Role.EDIT, PASSWORD, email="drift@kommune.example")
    for called in ("Ærlig Operatør", " ærlig operatør ", "DRIFT@kommune.example"):
        found = people.signed_in(called, PASSWORD)
        assert found is not None
        assert found.person.role is Role.EDIT
    assert people.signed_in("Ærlig Operatør", OTHER) is None
    assert people.signed_in("", PASSWORD) is None


def test_a_letter_is_the_same_however_the_keyboard_writes_it(people: People) -> None:
    people.add("one", Role.LOOK, "fire bl\u00e5 kopper")
    assert people.signed_in("one", "fire bla\u030a kopper") is not None


def test_a_name_is_the_same_however_the_keyboard_writes_it(people: People) -> None:
    people.add("K\u00e5re", Role.LOOK, PASSWORD)
    assert people.signed_in("Ka\u030are", PASSWORD) is not None
    with pytest.raises(Unfit, match="name_taken"):
        people.add("ka\u030are", Role.OPERATE, OTHER)


def test_no_password_is_in_the_file_and_nobody_else_reads_it(people: People) -> None:
    people.add("one", Role.LOOK, PASSWORD)
    assert PASSWORD not in people.path.read_text(encoding="utf-8")
    assert stat.S_IMODE(people.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(people.path.parent.stat().st_mode) == 0o700


def test_whoever_signs_in_elsewhere_has_no_password_that_could_be_right(people: People) -> None:
    people.add("one", Role.LOOK, "", email="one@kommune.example")
    assert people.signed_in("one", "") is None


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("elleve tegn", PasswordFault.SHORT),
        ("x" * 201, PasswordFault.LONG),
        ("abababababab", PasswordFault.COMMON),
        ("Passord123456", PasswordFault.COMMON),
        ("passordpassord", PasswordFault.COMMON),
        ("123456789012", PasswordFault.COMMON),
        ("Sommer2026!!!", PasswordFault.COMMON),
        ("lederen.min.1", PasswordFault.NAME),
        ("vaktlaget2026", PasswordFault.NAME),
        (PASSWORD, None),
    ],
)
def test_a_password_that_is_guessed_first_will_not_do(
    password: str, fault: PasswordFault | None
) -> None:
    assert password_fault(password, "Lederen Min", "vaktlaget@kommune.example") is fault


def test_everything_that_will_not_do_is_told_at_once(people: People) -> None:
    with pytest.raises(Unfit) as told:
        people.add("", Role.LOOK, "short", email="nowhere")
    assert {*told.value.faults} == {"name", "email", "password"}
    assert not people.path.exists()


@pytest.mark.parametrize("name", ["", " ", "x" * 61, "two\nlines", "un\u200bseen", "."])
def test_a_name_can_be_read(people: People, name: str) -> None:
    with pytest.raises(Unfit, match="name_wrong"):
        people.add(name, Role.LOOK, PASSWORD)


def test_nobody_has_the_name_or_the_address_of_another(people: People) -> None:
    people.add("one", Role.LOOK, PASSWORD, email="one@kommune.example")
    with pytest.raises(Unfit) as told:
        people.add("ONE", Role.OPERATE, OTHER, email="One@Kommune.example")
    assert told.value.faults == {"name": "name_taken", "email": "email_taken"}


def test_a_name_is_one_however_its_letters_are_typed(people: People) -> None:
    people.add("Æ\u030a Ase\u0301", Role.LOOK, PASSWORD)
    with pytest.raises(Unfit, match="name_taken"):
        people.add("\u00e6\u030a ASÉ", Role.LOOK, OTHER)
    [name] = people.all()
    assert people.signed_in("æ\u030a ase\u0301", PASSWORD) == people.find(name)


def test_the_last_one_who_may_add_people_stays(people: People) -> None:
    people.add("one", Role.OPERATE, PASSWORD)
    people.add("other", Role.EDIT, PASSWORD)
    with pytest.raises(Unfit, match="last_operator"):
        people.remove("one")
    with pytest.raises(Unfit, match="last_operator"):
        people.set_role("one", Role.EDIT)
    people.set_role("other", Role.OPERATE)
    people.remove("one")
    assert [*people.all()] == ["other"]


def test_a_change_of_role_or_password_gives_another_epoch(people: People) -> None:
    epochs = {people.add("one", Role.LOOK, PASSWORD).epoch}
    epochs.add(people.set_role("one", Role.EDIT).epoch)
    epochs.add(people.set_password("one", OTHER).epoch)
    people.remove("one")
    epochs.add(people.add("one", Role.LOOK, PASSWORD).epoch)
    assert len(epochs) == 4


def test_people_who_are_added_at_once_are_all_there(people: People) -> None:
    def add(number: int) -> None:
        People(people.path.parent).add(f"number {number}", Role.LOOK, "")

    threads = [threading.Thread(target=add, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(people.all()) == 20


WHOLE = {"name": "one", "role": "look", "email": "", "password": "", "added": "", "epoch": "e"}


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '{"people": {}',
        '{"people": [1]}',
        json.dumps({"people": [{**WHOLE, "role": "king"}]}),
        json.dumps({"people": [{**WHOLE, "epoch": ""}]}),
        json.dumps({"people": [{**WHOLE, "password": None}]}),
        json.dumps({"people": [{**WHOLE, "is_temporary": "no"}]}),
        json.dumps({"people": [{**WHOLE, "added": "yesterday"}]}),
        json.dumps({"people": [{**WHOLE, "more": 1}]}),
    ],
)
def test_a_damaged_file_lets_nobody_in_and_says_what_to_do(people: People, text: str) -> None:
    people.path.parent.mkdir()
    people.path.write_text(text, encoding="utf-8")
    with pytest.raises(Refusal) as refused:
        people.signed_in("one", PASSWORD)
    [problem] = refused.value.problems
    assert problem.code in CODES
    assert problem.file == "studio/people.json"
    assert "ivr studio user add" in problem.fix
    with pytest.raises(Refusal):
        people.add("other", Role.OPERATE, PASSWORD)
    assert people.path.read_text(encoding="utf-8") == text


def test_a_file_that_is_no_text_is_told_as_any_other(people: People) -> None:
    people.path.parent.mkdir()
    people.path.write_bytes(b"\xff\xfe")
    with pytest.raises(Refusal, match=r"studio/people\.json"):
        people.all()


class Clock:
    """Seconds that pass when they are told to."""

    at = 0.0

    def __call__(self) -> float:
        return self.at


def test_the_first_attempts_are_free_then_each_wait_is_longer() -> None:
    clock = Clock()
    attempts = Attempts(clock)
    waits = []
    for _ in range(12):
        if (wait := attempts.begin("one", "192.0.2.1")) > 0:
            waits.append(wait)
            clock.at += wait
            assert attempts.begin("one", "192.0.2.1") == 0.0
    assert waits[:3] == [30.0, 60.0, 120.0]
    assert max(waits) == LONGEST_WAIT_S
    clock.at += LONGEST_WAIT_S + FORGOTTEN_S + 1
    assert [attempts.begin("one", "192.0.2.1") for _ in range(5)] == [0.0] * 5


def test_a_wait_is_of_the_name_wherever_it_is_tried_from_and_of_no_other_name() -> None:
    attempts = Attempts(Clock())
    for number in range(5):
        attempts.begin("one", f"192.0.2.{number}")
    assert attempts.begin(" ONE ", "198.51.100.1") > 0
    assert attempts.begin("other", "192.0.2.0") == 0.0


def test_a_wait_is_of_the_address_whatever_the_names() -> None:
    attempts = Attempts(Clock())
    for number in range(OF_AN_ADDRESS):
        assert attempts.begin(f"name {number}", f"2001:db8::{number}") == 0.0
    assert attempts.begin("another", "2001:db8::ffff") > 0
    assert attempts.begin("another", "2001:db8:0:1::1") == 0.0


def test_success_is_not_held_against_an_office_that_shares_an_address() -> None:
    attempts = Attempts(Clock())
    for number in range(3 * OF_AN_ADDRESS):
        assert attempts.begin(f"name {number}", "192.0.2.1") == 0.0
        attempts.succeeded(f"name {number}", "192.0.2.1")


def test_the_log_is_kept_to_a_size(tmp_path: Path) -> None:
    access = Access(tmp_path / "studio", lambda: MORNING)
    access.tell(Deed.SIGNED_IN, "one", address="192.0.2.7")
    path = tmp_path / "studio" / "access.jsonl"
    [line] = access.last()
    assert (line.who, line.address, line.at) == ("one", "192.0.2.0/24", "2026-11-25T09:00:00+00:00")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with path.open("a", encoding="utf-8") as file:
        file.write("damaged\n" * (LARGEST // 8))
    access.tell(Deed.SIGNED_OUT, "one")
    assert [line.what for line in access.last()] == ["signed_out"]
    assert (tmp_path / "studio" / "access.former.jsonl").is_file()


def test_a_damaged_key_says_what_to_do(tmp_path: Path) -> None:
    first = key_of(tmp_path)
    assert key_of(tmp_path) == first
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600
    (tmp_path / "key").write_text("00ff", encoding="ascii")
    with pytest.raises(Refusal, match="everybody signs in again"):
        key_of(tmp_path)
