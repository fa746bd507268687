"""The numbers of a project that no telephone can have: right in an example, wrong in earnest."""

from __future__ import annotations

from collections.abc import Iterator

from ivr.definition.checks.telephone.spoken_numbers import Numbers, written_services
from ivr.definition.project import Place, Project
from ivr.did_you_mean import NAMES_SHOWN
from ivr.model.phone_numbers import dialled, is_called_number, is_spoken_number
from ivr.problems import Problem, Severity


def example_numbers(project: Project, numbers: Numbers) -> Iterator[Problem]:
    """Yield a mistake for every example among the numbers that are called, told and dialled."""
    for place, written, whose in _written(project):
        if numbers.read(dialled(written)).is_example:
            label = f"{whose}: " if whose else ""
            cause = f"{label}[{written}] is an example, which no telephone can have."
            fix = "Write the service's own." if whose else "Write the number that you rent."
            yield project.files[str(place[0])].problem("example-number", place[1:], cause, fix)


def _written(project: Project) -> Iterator[tuple[Place, str, str]]:
    """Yield every number with its place, and the service that has it."""
    for key, document in project.municipalities.items():
        for index, entry in enumerate(document.numbers):
            if is_called_number(entry.number):
                yield (f"municipalities/{key}", "numbers", index), entry.number, ""
    listed = map(project.listed, project.municipalities)
    of_itself = {name for found in listed for name in found.by_number}
    for place, name, service in written_services(project):
        if service.number is not None and is_spoken_number(service.number):
            yield place, service.number, name
        for index, route in enumerate(() if name in of_itself else service.routes):
            if dialled(route.to).removeprefix("+").isdecimal():
                yield (*place[:-1], "routes", index), route.to, name


def in_one_line(examples: tuple[Problem, ...]) -> Iterator[Problem]:
    """Yield one warning that names every example, or as many as fit; none where there is none."""
    if examples:
        first = examples[0]
        named = [*dict.fromkeys(one.cause.partition("[")[2].partition("]")[0] for one in examples)]
        more = f" and {len(named) - NAMES_SHOWN} more" if len(named) > NAMES_SHOWN else ""
        shown = f"{', '.join(named[:NAMES_SHOWN])}{more}"
        cause = f"Examples that no telephone can have stand for numbers: {shown}."
        fix = "Before callers come, write real ones: --production takes none of these."
        yield Problem("example-number", first.file, first.line, cause, fix, Severity.WARNING)
