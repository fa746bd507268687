"""What a proof found: a promise that does not hold, and the call that shows it."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict, dataclass

from ivr.proof.places import Place

OUTCOME_WORDS = frozenset({"answered", "busy", "no-answer", "failed"})


@dataclass(frozen=True, slots=True)
class Counterexample:
    """A counter-example: what was promised, what happens instead, and the call.

    ``inputs`` are the inputs in order: keys, ``-`` for silence, and outcomes of transfers.
    ``places`` are where in the files it may be mended, the most telling first.
    """

    promise: str
    what: str
    called: str
    at: dt.datetime
    inputs: tuple[str, ...]
    places: tuple[Place, ...] = ()

    @property
    def keys(self) -> str:
        """The caller's part of the call, as `ivr call --keys` takes it."""
        return ",".join(word for word in self.inputs if word not in OUTCOME_WORDS)

    @property
    def outcomes(self) -> str:
        """The callees' part of the call, as `ivr call --outcome` takes it."""
        return ",".join(word for word in self.inputs if word in OUTCOME_WORDS)

    @property
    def command(self) -> str:
        """The command that plays the call."""
        outcome = f" --outcome {self.outcomes}" if self.outcomes else ""
        to_the_minute = self.at.second == self.at.microsecond == 0
        at = f"{self.at:%Y-%m-%d %H:%M}" if to_the_minute else self.at.isoformat()
        command = f'ivr call --to {self.called} --at "{at}"'
        return f'{command} --keys "{self.keys}"{outcome}'

    def __str__(self) -> str:
        """Return the counterexample with the command that plays it."""
        return f"{self.promise}: {self.what}\n  {self.command}"

    def as_replay(self) -> str:
        """Return the call as the JSON that `ivr call --replay` plays."""
        return json.dumps(
            {
                "promise": self.promise,
                "what": self.what,
                "to": self.called,
                "at": self.at.isoformat(),
                "keys": self.keys,
                "outcomes": self.outcomes,
            },
            ensure_ascii=False,
            indent=2,
        )


def as_record(counterexample: Counterexample) -> dict[str, object]:
    """Return a counterexample as plain values."""
    record = {
        **asdict(counterexample),
        "at": counterexample.at.isoformat(),
        "inputs": list(counterexample.inputs),
    }
    del record["places"]
    return record
