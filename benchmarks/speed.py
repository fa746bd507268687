"""How fast each server answers, and in how much memory, under the same load."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from benchmarks.asked import Asked
from benchmarks.contenders import Running, memory
from benchmarks.load import Tally, drive
from benchmarks.table import figure, ratio, table

HEAD: Final = (
    *("callers at a time", "requests/s", "", "ratio"),
    *("median ms", "", "ratio", "99 % ms", "", "ratio", "lost"),
)


@dataclass(frozen=True, slots=True)
class Load:
    """One kind of load: its name, its requests, and whether each has a connection of its own."""

    name: str
    requests: tuple[bytes, ...]
    fresh: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is measured: numbers of callers, rounds, and the seconds of each load."""

    callers: tuple[int, ...] = (1, 8, 32, 128)
    rounds: int = 3
    seconds: float = 1.0


QUICK: Final = Plan(callers=(1, 32), rounds=1)


@dataclass(slots=True)
class Speed:
    """What two servers made of every load, and the megabytes they took after it."""

    loads: tuple[Load, ...]
    plan: Plan
    tallies: dict[tuple[str, int, int], Tally] = field(default_factory=dict)
    megabytes: list[dict[str, float]] = field(default_factory=list)

    def add(self, load: Load, callers: int, server: int, tally: Tally) -> None:
        """Add one round's tally to what the server made of the load before."""
        key = (load.name, callers, server)
        before = self.tallies.get(key)
        self.tallies[key] = before + tally if before else tally

    def tables(self, names: Sequence[str]) -> str:
        """Return one table a load; each ratio is the second server's figure to the first's."""
        head = [*HEAD]
        for at in (1, 4, 7):
            head[at], head[at + 1] = f"{head[at]} {names[0]}", names[1]
        return "\n\n".join(table(load.name, head, self._rows(load)) for load in self.loads)

    def _rows(self, load: Load) -> list[list[str]]:
        rows = []
        for callers in self.plan.callers:
            one, other = (self.tallies[load.name, callers, server] for server in (0, 1))
            pairs = [(one.rate, other.rate, 0)]
            pairs += [(one.milliseconds(at), other.milliseconds(at), 1) for at in (0.5, 0.99)]
            cells = [[figure(a, n), figure(b, n), ratio(b, a)] for a, b, n in pairs]
            lost = f"{one.lost} / {other.lost}"
            rows.append([str(callers), *(cell for three in cells for cell in three), lost])
        return rows


def measure(servers: Sequence[Running], asked: Asked, plan: Plan, *, fresh: bool) -> Speed:
    """Drive two running servers in turns, the first one first in every other round."""
    loads = [Load("Turns of calls, on kept connections", asked.calls)]
    if fresh:
        loads.append(
            Load("Turns of calls, each on a connection of its own", asked.calls, fresh=True)
        )
    loads.append(Load("Clips, on kept connections", asked.clips))
    speed = Speed(tuple(loads), plan)
    for turn in range(plan.rounds):
        for load in loads:
            for callers in plan.callers:
                order = [*enumerate(servers)][:: -1 if turn % 2 else 1]
                for number, server in order:
                    driving = drive(
                        server.port, load.requests, callers, plan.seconds, fresh=load.fresh
                    )
                    speed.add(load, callers, number, asyncio.run(driving))
    speed.megabytes = [dict(memory(server)) for server in servers]
    return speed
