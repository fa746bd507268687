"""The people whom a studio knows, in a file that they are added to one at a time."""

from __future__ import annotations

import datetime as dt
import fcntl
import json
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Final

from ivr.files import make_private, write_whole
from ivr.lookalikes import composed
from ivr.problems import Problem, Refusal
from ivr.studio.people.passwords import hashed, is_right, password_fault
from ivr.studio.people.roles import Person, Role

FILE: Final = "people.json"
LONGEST: Final = 60
"""Signs of a name."""


class PersonFault(StrEnum):
    """Why somebody cannot be added or changed; each has its words in the pages."""

    NAME = "name_wrong"
    TAKEN = "name_taken"
    EMAIL = "email_wrong"
    EMAIL_TAKEN = "email_taken"
    UNKNOWN = "name_unknown"
    LAST = "last_operator"


class Unfit(Exception):  # noqa: N818 - what will not do is told beside its field
    """Something that was asked for will not do; ``faults`` names the words, by the field."""

    def __init__(self, **faults: StrEnum) -> None:
        super().__init__(", ".join(faults.values()))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody as the file has them.

    Attributes:
        name: What they sign in with, and what their changes are kept under.
        role: The word of what they may do.
        email: What the municipality's own sign-in knows them by, and git; may be empty.
        password: What is kept of it; empty for whoever signs in elsewhere.
        is_temporary: Whether somebody else has made it, so that another is to be chosen.
        added: When, as ``2026-11-30``.
        epoch: Sessions that began with another one are over.
    """

    name: str
    role: str
    email: str = ""
    password: str = ""
    is_temporary: bool = False
    added: str = ""
    epoch: str = ""

    @property
    def day(self) -> dt.date:
        """The day they were added."""
        return dt.date.fromisoformat(self.added)

    @property
    def person(self) -> Person:
        """Who they are on the pages."""
        return Person(self.name, Role[self.role.upper()], self.email)


class People:
    """Those of one studio; every question reads the file, which others may change meanwhile."""

    def __init__(self, folder: Path) -> None:
        self.path: Final = folder / FILE

    def all(self) -> Mapping[str, Known]:
        """Return everybody by name, in order.

        Raises:
            Refusal: The file is damaged, or cannot be read.
        """
        try:
            text = self.path.read_text(encoding="utf-8")
        except FileNotFoundError:
            return {}
        except (OSError, UnicodeError) as error:
            raise _damaged(self.path, f"It cannot be read: {error}.") from None
        try:
            found = [Known(**one) for one in json.loads(text)["people"]]
            broken = next((one for one in found if not _is_whole(one)), None)
        except json.JSONDecodeError as error:
            raise _damaged(self.path, f"It is no JSON: {error.msg}.", error.lineno) from None
        except (KeyError, TypeError, AttributeError):
            raise _damaged(self.path, "It is no list of people as it was written.") from None
        if broken is not None:
            raise _damaged(self.path, f"What it has of [{broken.name}] is not whole.")
        return {one.name: one for one in sorted(found, key=lambda one: one.name.casefold())}

    def find(self, called: str) -> Known | None:
        """Return who has a name or an e-mail address, in capitals or not; raises as `all` does."""
        called = composed(called.strip()).casefold()
        return next(
            (one for one in self.all().values() if called and called in _names(one)),
            None,
        )

    def signed_in(self, called: str, password: str) -> Known | None:
        """Return whom a name and a password belong to, after the same time if to nobody."""
        found = self.find(called)
        return found if is_right(password, found.password if found else "") else None

    def add(
        self, name: str, role: Role, password: str, *, email: str = "", added: str = "",
        is_temporary: bool = False,
    ) -> Known:  # fmt: skip
        """Add somebody; without a password they sign in elsewhere.

        Raises:
            Unfit: The name, the e-mail address or the password will not do.
            Refusal: The file is damaged.
            OSError: The disk refuses.
        """
        name, email = composed(name.strip()), email.strip()
        faults: dict[str, StrEnum] = {}
        if not (0 < len(name) <= LONGEST and name.isprintable()):
            faults["name"] = PersonFault.NAME
        if email and not _is_email(email):
            faults["email"] = PersonFault.EMAIL
        if password and (fault := password_fault(password, name, email)):
            faults["password"] = fault
        new = Known(
            name, role.word, email, hashed(password) if password and not faults else "",
            is_temporary, added, _epoch(),
        )  # fmt: skip

        def put(people: dict[str, Known]) -> None:
            taken = {each for one in people.values() for each in _names(one)}
            if name.casefold() in taken:
                faults.setdefault("name", PersonFault.TAKEN)
            if email and email.casefold() in taken:
                faults.setdefault("email", PersonFault.EMAIL_TAKEN)
            if faults:
                raise Unfit(**faults)
            people[name] = new

        self._change(put)
        return new

    def set_role(self, name: str, role: Role) -> Known:
        """Let somebody do more or less; raises as `add` does."""
        return self._replace(name, lambda one: replace(one, role=role.word))

    def set_password(self, name: str, password: str, *, is_temporary: bool = False) -> Known:
        """Give somebody another password; raises as `add` does."""
        found = self.all().get(name)
        fault = password_fault(password, name, found.email if found else "")
        if fault is not None:
            raise Unfit(password=fault)
        kept = hashed(password)
        return self._replace(
            name, lambda one: replace(one, password=kept, is_temporary=is_temporary)
        )

    def remove(self, name: str) -> None:
        """Take somebody away; raises as `add` does."""

        def take(people: dict[str, Known]) -> None:
            was = _there(people, name)
            del people[name]
            _operated(people, was)

        self._change(take)

    def _replace(self, name: str, changed: Callable[[Known], Known]) -> Known:
        made: list[Known] = []

        def put(people: dict[str, Known]) -> None:
            was = _there(people, name)
            made.append(replace(changed(was), epoch=_epoch()))
            people[name] = made[0]
            _operated(people, was)

        self._change(put)
        return made[0]

    def _change(self, change: Callable[[dict[str, Known]], None]) -> None:
        with _alone(self.path):
            people = dict(self.all())
            change(people)
            written = json.dumps(
                {"people": [asdict(one) for one in people.values()]}, ensure_ascii=False, indent=1
            )
            write_whole(self.path, written.encode("utf-8"), lasting=True, private=True)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Keep every other process from changing a file meanwhile."""
    make_private(path.parent)
    with path.with_suffix(".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _there(people: Mapping[str, Known], name: str) -> Known:
    if name not in people:
        raise Unfit(name=PersonFault.UNKNOWN)
    return people[name]


def _operated(people: Mapping[str, Known], was: Known) -> None:
    """Refuse to take away the last one who can add people."""
    operate = Role.OPERATE.word
    if was.role == operate and not any(one.role == operate for one in people.values()):
        raise Unfit(name=PersonFault.LAST)


def _names(one: Known) -> tuple[str, ...]:
    return tuple(filter(None, (one.name.casefold(), one.email.casefold())))


def _is_email(text: str) -> bool:
    local, _, host = text.partition("@")
    plain = text.isprintable() and not {*' <>,;:"'} & {*text}
    return bool(local) and "." in host.strip(".") and "@" not in host and plain


def _is_whole(one: Known) -> bool:
    texts = (one.name, one.role, one.email, one.password, one.added, one.epoch)
    words = {role.word for role in Role}
    typed = all(isinstance(text, str) for text in texts) and isinstance(one.is_temporary, bool)
    if not typed:
        return False
    is_dated = one.added == "" or _is_date(one.added)
    return is_dated and one.role in words and bool(one.name and one.epoch)


def _is_date(text: str) -> bool:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _epoch() -> str:
    return secrets.token_hex(8)


def _damaged(path: Path, cause: str, line: int | None = None) -> Refusal:
    fix = "Bring it back from a backup, or take it away and add everybody: ivr studio user add"
    return Refusal(Problem("damaged-people", f"{path.parent.name}/{path.name}", line, cause, fix))
