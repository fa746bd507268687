"""`ivr studio user`: who signs in to the studio, and what they may do."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ivr.cli.lazy import Commands
from ivr.cli.project import Refused, check_folder, printable, writing

if TYPE_CHECKING:
    from ivr.studio.people.access import Access
    from ivr.studio.people.known import People

ROLES = click.Choice(["look", "translate", "edit", "operate"])


@click.group(cls=Commands)
def user() -> None:
    """Say who signs in to the studio by a password, and what they may do.

    A role may what those before it may: look (hear and see everything), translate (change, record
    and approve texts), edit (publish notices, hours and numbers), operate (add people).

    A password is asked for twice, or read from standard input where that is no terminal; it is kept
    as a hash in studio/people.json. A change of it, or of the role, ends the person's sessions.
    """


@user.command()
@click.argument("name")
@click.option("--role", type=ROLES, default="look", show_default=True, help="What they may do.")
@click.option("--email", default="", help="What the municipality's sign-in, and git, know them by.")
@click.option("--generate", is_flag=True, help="Make a password, and print it this once.")
@click.option("--no-password", is_flag=True, help="They sign in by the municipality's sign-in.")
@click.pass_obj
def add(
    project: Path, name: str, role: str, email: str, *, generate: bool, no_password: bool
) -> None:
    """Add NAME, who signs in by it or by the e-mail address."""
    from ivr.studio.people.access import Deed
    from ivr.studio.people.passwords import generated
    from ivr.studio.people.roles import Role

    if generate and no_password:
        raise Refused("--generate, --no-password: one of the two.")
    if no_password and not email:
        raise Refused("--no-password: the municipality's sign-in needs --email to know them by.")
    with _people(project) as (people, access):
        password = generated() if generate else "" if no_password else asked()
        people.add(
            name,
            Role[role.upper()],
            password,
            email=email,
            added=dt.datetime.now(dt.UTC).date().isoformat(),
            is_temporary=generate,
        )
        access.tell(Deed.ADDED, name.strip(), by="ivr studio user")
    click.echo(f"{printable(name)} may {role}.")
    if generate:
        click.echo(f"Password, to be changed at the first sign-in: {password}")


@user.command(name="list")
@click.pass_obj
def list_(project: Path) -> None:
    """List everybody: the role, the name and the e-mail address."""
    with _people(project) as (people, _):
        for one in people.all().values():
            click.echo(f"{one.role:9}  {printable(one.name)}  {one.email}".rstrip())


@user.command()
@click.argument("name")
@click.argument("role", type=ROLES)
@click.pass_obj
def role(project: Path, name: str, role: str) -> None:
    """Let NAME do what ROLE may."""
    from ivr.studio.people.access import Deed
    from ivr.studio.people.roles import Role

    with _people(project) as (people, access):
        people.set_role(name, Role[role.upper()])
        access.tell(Deed.ROLE, name, by="ivr studio user")
    click.echo(f"{printable(name)} may {role}.")


@user.command()
@click.argument("name")
@click.option("--generate", is_flag=True, help="Make one, and print it this once.")
@click.pass_obj
def password(project: Path, name: str, *, generate: bool) -> None:
    """Give NAME another password."""
    from ivr.studio.people.access import Deed
    from ivr.studio.people.passwords import generated

    with _people(project) as (people, access):
        new = generated() if generate else asked()
        people.set_password(name, new, is_temporary=generate)
        access.tell(Deed.PASSWORD, name, by="ivr studio user")
    told = f"To be changed at the first sign-in: {new}" if generate else "It is changed."
    click.echo(told)


@user.command()
@click.argument("name")
@click.pass_obj
def remove(project: Path, name: str) -> None:
    """Take NAME away, and end their sessions; what they have changed stays."""
    from ivr.studio.people.access import Deed

    with _people(project) as (people, access):
        people.remove(name)
        access.tell(Deed.REMOVED, name, by="ivr studio user")
    click.echo(f"{printable(name)} is removed.")


def asked() -> str:
    """Return a password: asked for twice at a terminal, else the first line of standard input."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True))


@contextmanager
def _people(project: Path) -> Iterator[tuple[People, Access]]:
    """Give a project's people, and tell in lines what will not do."""
    from ivr.problems import Refusal
    from ivr.studio.pages.words import word
    from ivr.studio.people.access import Access
    from ivr.studio.people.known import People, Unfit
    from ivr.studio.settings import StudioSettings

    check_folder(project)
    folder = StudioSettings(project, "").folder
    try:
        with writing(folder):
            yield People(folder), Access(folder, lambda: dt.datetime.now(dt.UTC))
    except Unfit as unfit:
        told = (
            f"{field}: {word(f'people.{fault}', 'en')}" for field, fault in unfit.faults.items()
        )
        raise Refused("\n".join(told)) from None
    except Refusal as refusal:
        raise Refused(refusal) from None
