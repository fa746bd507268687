"""A number is believed only as far as it can be held against the country's and the others."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ivr.definition import Loaded, load
from ivr.definition.numbering import is_slip, plan_of
from ivr.definition.numbering.slips import slips_of
from ivr.model.phone_numbers import compact, dialled, is_route, meant, tidy
from ivr.problems import BrokenHotline, Problem

Change = Callable[[str, str, str], None]
SOUND = Path(__file__).parent / "sound"
SHIPPED = Path(__file__).parents[2]
SERVICES = "config/services.yaml"
SPOKEN, ROUTE = '"23 32 70 00"', '["+4723327000"]'
ENVIRON = {"SIP_TRUNK": "trunk.example"}
OWN = "4700000011"


def problems(root: Path, environ: Mapping[str, str] = ENVIRON) -> list[Problem]:
    try:
        return [*load(root, environ).warnings]
    except BrokenHotline as broken:
        return [*broken.problems]


def mistakes(root: Path, environ: Mapping[str, str] = ENVIRON) -> list[str]:
    return [one.code for one in problems(root, environ) if not one.is_warning]


@contextmanager
def with_changes(*changes: tuple[str, str], root: Path = SOUND) -> Iterator[Path]:
    """Give a copy of a project in whose services some texts are replaced."""
    with tempfile.TemporaryDirectory() as folder:
        project = Path(folder) / "project"
        for name in ("config", "prompts"):
            shutil.copytree(root / name, project / name)
        path = project / SERVICES
        text = path.read_text(encoding="utf-8")
        for find, replace in changes:
            assert find in text, find
            text = text.replace(find, replace)
        path.write_text(text, encoding="utf-8")
        yield project


def routed(*routes: str) -> tuple[str, str]:
    return ROUTE, f"[{', '.join(routes)}]"


# --- the country's numbers ---------------------------------------------------------------------


@given(st.sampled_from(sorted({*slips_of("113")} - {"113"})))
@settings(max_examples=15, deadline=None)
def test_any_slip_in_the_emergency_number_is_a_mistake(slip: str) -> None:
    with with_changes(('"113"', f'"{slip or 0}"'), ("sip:113@", f"sip:{slip or 0}@")) as project:
        assert "wrong-emergency-number" in mistakes(project)


@given(st.sampled_from(sorted({*slips_of("116117")} - {"116117"})))
@settings(max_examples=15, deadline=None)
def test_any_slip_in_the_urgent_number_is_a_mistake(slip: str) -> None:
    with with_changes(('"116 117"', f'"{slip}"'), ("sip:116117@", f"sip:{slip}@")) as project:
        assert "wrong-emergency-number" in mistakes(project)


@given(st.sampled_from(["113", "116117"]), st.data())
@settings(max_examples=15, deadline=None)
def test_any_slip_in_its_route_alone_is_a_mistake(number: str, data: st.DataObject) -> None:
    slip = data.draw(st.sampled_from(sorted({*slips_of(number)} - {number, ""})))
    with with_changes((f"sip:{number}@", f"sip:{slip}@")) as project:
        assert set(mistakes(project)) <= {"no-such-number", "spoken-not-dialled"}
        assert mistakes(project)


@given(st.sampled_from([("fire", "110"), ("police", "112")]), st.data())
@settings(max_examples=6, deadline=None)
def test_any_slip_in_the_other_emergency_numbers_as_shipped_is_a_mistake(
    service: tuple[str, str], data: st.DataObject
) -> None:
    _, number = service
    slip = data.draw(st.sampled_from(sorted({*slips_of(number)} - {number, ""})))
    with with_changes((f'number: "{number}"', f'number: "{slip}"'), root=SHIPPED) as project:
        assert mistakes(project)


@pytest.mark.parametrize("slip", ["116 1117", "161 117", "116 11", "116 118", "16 117"])
def test_a_slip_in_a_helpline_is_answered_with_the_number_that_was_meant(slip: str) -> None:
    more = f'helpline:\n  number: "{slip}"\n  hours: "24/7"\n'
    with with_changes(("ambulance:\n", f"{more}\nambulance:\n")) as project:
        [problem] = problems(project)
    assert problem.code == "no-such-number"
    assert "[116 117]" in problem.fix


@pytest.mark.parametrize(
    ("country", "right", "wrong"), [("SE", "112", "113"), ("GB", "999", "998"), ("US", "911", "91")]
)
def test_another_country_has_its_own_emergency_number(
    change: Change, sound: Path, country: str, right: str, wrong: str
) -> None:
    change("config/hotline.yaml", 'country: "NO"', f"country: {country}")
    change(SERVICES, '"113"', f'"{right}"')
    change(SERVICES, "sip:113@", f"sip:{right}@")
    assert not any("ambulance" in one.cause for one in problems(sound))
    change(SERVICES, f'"{right}"', f'"{wrong}"')
    assert "wrong-emergency-number" in mistakes(sound)


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("820 55 555", "a premium-rate number"),
        ("829 12 345", "a premium-rate number"),
        ("810 21 234", "a shared-cost number"),
        ("880 12 345", "a personal number, which rings wherever its owner says"),
        ("812 12 345", "the number of a voicemail"),
        ("+870 773 111 632", "the number of a satellite telephone, or of its like"),
        ("+881 6 1234 5678", "the number of a satellite telephone, or of its like"),
        ("+882 16 123 4567", "the number of a satellite telephone, or of its like"),
        ("+46 70 123 45 67", "a number of another country (SE)"),
        ("+45 32 12 34 56", "a number of another country (DK)"),
        ("+1 202 555 0100", "a number of another country (US)"),
    ],
)
def test_a_number_that_costs_more_is_dialled_only_for_a_reason(number: str, kind: str) -> None:
    route = f'"{number if number.startswith("+") else f"+47{number}"}"'
    with with_changes(routed(route)) as project:
        [problem] = problems(project)
        assert (problem.code, problem.is_warning) == ("unusual-number", False)
        assert kind in problem.cause
    with with_changes(routed(f"{{to: {route}, because: the doctors at sea}}")) as project:
        assert problems(project) == []
    with with_changes((SPOKEN, f'"{number}"'), routed()) as project:
        [problem] = problems(project)
        assert (problem.code, problem.is_warning) == ("unusual-number", True)


@pytest.mark.parametrize(
    "number",
    ["2332 700", "23 32 70 000", "+47 2332700", "+47 23 32 70 001", "0047 2332700", "59 12 34 56"],
)
def test_a_number_that_nobody_can_have_is_a_mistake(number: str) -> None:
    with with_changes((SPOKEN, f'"{number}"')) as project:
        assert mistakes(project) == ["no-such-number"]


@pytest.mark.parametrize(
    "number", ["+47 23 32 70 00", "0047 23 32 70 00", "23327000", "23 327 000"]
)
def test_the_number_is_the_same_with_its_country_code_and_without(number: str) -> None:
    with with_changes((SPOKEN, f'"{number}"')) as project:
        assert problems(project) == []


def test_a_number_near_a_known_one_is_right_for_a_reason() -> None:
    more = 'travel:\n  number: "05551"\n  hours: "24/7"\n  routes: [{}]\n\nambulance:\n'
    reason = '{to: "sip:05551@${SIP_TRUNK}", because: the bus company}'
    with with_changes(("ambulance:\n", more.format('"sip:05551@${SIP_TRUNK}"'))) as project:
        assert mistakes(project) == ["nearly-known-number"]
    with with_changes(("ambulance:\n", more.format(reason))) as project:
        assert mistakes(project) == []


def test_a_number_of_a_new_range_is_right_for_a_reason() -> None:
    reason = '{to: "+4759123456", because: a range of this year}'
    with with_changes((SPOKEN, '"59 12 34 56"'), routed('"+4759123456"')) as project:
        assert mistakes(project) == ["no-such-number"]
    with with_changes((SPOKEN, '"59 12 34 56"'), routed(reason)) as project:
        assert problems(project) == []


def test_a_reason_does_not_excuse_a_slip_in_an_emergency_number() -> None:
    with with_changes(
        ('["sip:113@${SIP_TRUNK}"]', '[{to: "sip:133@${SIP_TRUNK}", because: an extension}]')
    ) as project:
        assert mistakes(project) == ["no-such-number"]


# --- spoken is dialled -------------------------------------------------------------------------

SEPARATORS = st.sampled_from(["", " ", "  ", "\u00a0", "\u202f", "\u2009", "\u3000"])


@st.composite
def grouped(draw: st.DrawFn, digits: str) -> str:
    """Some digits with spaces of any kind between and around them."""
    return draw(SEPARATORS) + "".join(digit + draw(SEPARATORS) for digit in digits)


@given(grouped("+4723327000"), grouped("23327000"))
@settings(max_examples=25, deadline=None)
def test_any_spaces_are_dialled_and_heard_alike(route: str, spoken: str) -> None:
    assert is_route(tidy(route))
    assert compact(tidy(route)) == "+4723327000"
    with with_changes(routed(f'"{route}"'), (SPOKEN, f'"{spoken}"')) as project:
        service = load(project, ENVIRON).hotline.municipalities["asker"].services["guidance"]
    assert [route.target for route in service.routes] == ["+4723327000"]
    assert compact(service.number or "") == "23327000"


NOTATIONS = (
    "sip:+{n}@${{SIP_TRUNK}}",
    "sip:{n}@pbx.example;user=phone",
    "sips:00{n}@pbx.example:5061;transport=tls",
    "sip:%2B{n}@pbx.example",
    "sip:+{n};ext=11@pbx.example",
    "sip:+{n};phone-context=example.no@pbx.example",
    "sip:{n}:secret@pbx.example",
    "sip:00000011@pbx.example",
    "sip:000000011@pbx.example",
    "sip:0{n}@pbx.example",
    "sip:00{n}@pbx.example",
    "sip:000{n}@pbx.example",
    "sip:900000011@pbx.example",
    "sip:+47-0000-0011@pbx.example",
    "sip:+47.00.00.00.11@pbx.example",
    "sip:(00)000011@pbx.example",
    "sip:%30%30000011@pbx.example",
    "sip:line+{n}@pbx.example",
    "+{n}",
    "+47 00 00 00 11",
    "+47 0000 0011",
    "${{LINE}}",
    "sip:${{LINE}}@pbx.example",
    "+47${{LOCAL}}",
    "tel:+47-00-00-00-11",
    "00{n}",
    "{n}",
    "00 00 00 11",
)


@pytest.mark.parametrize("reason", [False, True])
@pytest.mark.parametrize("notation", NOTATIONS)
def test_no_route_leads_into_the_hotline_in_any_notation(notation: str, *, reason: bool) -> None:
    route = f'"{notation.format(n=OWN)}"'
    written = f"{{to: {route}, because: a test}}" if reason else route
    environ = ENVIRON | {"LINE": f"+{OWN}", "LOCAL": "00000011"}
    with with_changes(routed(written)) as project:
        found = mistakes(project, environ)
    assert "route-into-hotline" in found


@given(grouped(f"+{OWN}"), st.integers(0, 1))
@settings(max_examples=15, deadline=None)
def test_no_spaces_hide_a_route_into_the_hotline(route: str, which: int) -> None:
    with with_changes(
        routed(f'"{route}"' if which else f'"sip:{compact(route)}@pbx.example"')
    ) as p:
        assert mistakes(p) == ["route-into-hotline"]


def test_what_a_variable_holds_is_not_repeated() -> None:
    with with_changes(routed('"${LINE}"')) as project:
        [problem] = problems(project, ENVIRON | {"LINE": "+4769174500"})
    assert problem.code == "spoken-not-dialled"
    assert "[${LINE}] with ${LINE} as set is not [23 32 70 00]" in problem.cause
    assert "69174500" not in str(problem)


@pytest.mark.parametrize(
    ("route", "number"),
    [
        ("sip:+47-23-32-70-00@x", "+4723327000"),
        ("sip:23327000;npdi@x;user=phone", "23327000"),
        ("sip:kari.nordmann@x", "kari.nordmann"),
        ("tel:+47(23)327000", "+4723327000"),
        ("SIP:113@x", "113"),
    ],
)
def test_what_a_route_dials_is_read_from_any_address(route: str, number: str) -> None:
    assert dialled(route) == number


def test_every_accepted_way_of_writing_a_number_means_the_same_digits() -> None:
    ways = [
        "23 32 70 00",
        "23.32.70.00",
        "23-32-70-00",
        "(23) 32 70 00",
        "23/32/70/00",
        "２３３２７０００",
    ]
    ways += ["٢٣٣٢٧٠٠٠", "23\u200b32 70\u00ad00", "\u202a23327000\u202c", "23 32 7O OO"]
    assert {compact(meant(way)) for way in ways} == {"23327000"}


def test_slips_are_what_a_hand_does_and_nothing_more() -> None:
    assert is_slip("131", "113")
    assert is_slip("1133", "113")
    assert not is_slip("311", "113")
    assert not is_slip("113", "113")


def test_every_known_number_is_read_as_itself() -> None:
    plan = plan_of("NO")
    assert plan is not None
    assert {plan.ambulance, plan.urgent} <= {known.digits for known in plan.known}
    for known in plan.known:
        assert plan.read(known.number).known is known
        assert plan.grouped(known.digits) == known.number


# --- the shipped project -----------------------------------------------------------------------


def test_the_shipped_project_has_no_mistake_and_knows_its_examples() -> None:
    loaded: Loaded = load(SHIPPED, ENVIRON)
    assert {one.code for one in loaded.examples} == {"example-number"}
    assert len(loaded.examples) == sum(1 for _ in loaded.hotline.entrances)


def test_a_number_of_thousands_of_digits_is_a_fault_like_any() -> None:
    """A cat on the keyboard must not end a check."""
    plan = plan_of("NO")
    assert plan is not None
    assert plan.read("9" * 5000).fault == "does not exist in Norway"
