"""A random call that did not keep a promise, and how to make it again."""

from __future__ import annotations

import json
from dataclasses import dataclass

from ivr.proof.random.plan import CallPlan
from ivr.proof.random.promises import Broken


@dataclass(frozen=True, slots=True)
class BadCall:
    """A call as it was planned, and every promise it did not keep."""

    plan: CallPlan
    broken: tuple[Broken, ...]

    @property
    def file_name(self) -> str:
        """The name of the replay's file."""
        return f"random-{self.plan.seed}-{self.plan.number}.json"

    def __str__(self) -> str:
        """Return the broken promises, the call, and the command that makes it again."""
        plan = self.plan
        promises = "\n".join(f"{one.promise}: {one.what}" for one in self.broken)
        outcomes = f', outcomes "{",".join(plan.outcomes)}"' if plan.outcomes else ""
        barge_in = "" if plan.barge_in is None else f", barge-in {plan.barge_in} s"
        return (
            f"{promises}\n"
            f"  seed {plan.seed}, call {plan.number}: to {plan.to[:60]!r} from {plan.from_!r} "
            f'at {plan.at.isoformat()}, keys "{",".join(plan.keys)}"{outcomes}{barge_in}\n'
            f"  ivr proof --random 1 --seed {plan.seed} --first {plan.number}"
        )

    def as_replay(self) -> str:
        """Return the call as the JSON that `ivr call --replay` plays."""
        plan, first = self.plan, self.broken[0]
        return json.dumps(
            {
                "promise": first.promise,
                "what": first.what,
                "to": plan.to,
                "at": plan.at.isoformat(),
                "keys": ",".join(plan.keys),
                "outcomes": ",".join(plan.outcomes),
                "from": plan.from_,
                "barge_in": plan.barge_in,
                "seed": plan.seed,
                "number": plan.number,
            },
            ensure_ascii=False,
            indent=2,
        )
