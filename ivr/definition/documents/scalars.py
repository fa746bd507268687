"""The kinds of single values in a file: how each is written, checked and told to an editor.

The loader reads every value as text (`ivr.definition.yaml.file`); these say which text is a
number, a date or a truth value. What is written otherwise is refused, not guessed at.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Final, LiteralString

from pydantic import BeforeValidator, Field, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError

from ivr.lookalikes import composed
from ivr.model.phone_numbers import CALLED_NUMBER, ROUTE, SPOKEN_NUMBER, tidy

TRUE_WORDS: Final = ("true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON")
FALSE_WORDS: Final = ("false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF")
"""What YAML 1.1 and 1.2 editors read as a truth value."""

DAY: Final = "[0-9]{4}-[0-9]{2}-[0-9]{2}"

_LONGEST: Final = 10**15 - 1
_SHORTEST_ROUTE: Final = 10**7
"""A telephone number has at most 15 digits, one that can be dialled at least 8 (ITU-T E.164)."""


def _written(pattern: str, kind: LiteralString, message: LiteralString) -> BeforeValidator:
    """Return a check of a text's spelling, in front of pydantic's own reading of it."""
    spelling = re.compile(pattern)

    def check(value: object) -> object:
        if isinstance(value, str) and not spelling.fullmatch(value):
            raise PydanticCustomError(kind, message)
        return value

    return BeforeValidator(check)


def _truth(value: object) -> object:
    if isinstance(value, str) and value not in TRUE_WORDS + FALSE_WORDS:
        raise PydanticCustomError("bool_parsing", "Input should be true or false")
    return value


WHOLE: Final = _written("[0-9]+", "int_parsing", "Input should be a whole number")
DECIMAL: Final = _written(r"[0-9]+(?:\.[0-9]+)?", "float_parsing", "Input should be a number")


def _composed(value: object) -> object:
    return composed(value) if isinstance(value, str) else value


Words = Annotated[str, Field(min_length=1)]
"""What is spoken, sign by sign as it is written: clips and approvals are bound to it."""

Text = Annotated[Words, BeforeValidator(_composed)]
"""A name, or a note; compared in one spelling (NFC), however the editor's machine spells it."""

YesNo = Annotated[bool, BeforeValidator(_truth)]
Day = Annotated[dt.date, _written(DAY, "date_parsing", "Input should be a date such as 2026-12-31")]

MINUTE: Final = f"{DAY}[ T][0-9]{{2}}:[0-9]{{2}}"


def _minute(value: object) -> object:
    """Read a local time: it stays without a zone, which is the hotline's."""
    if isinstance(value, str) and re.fullmatch(MINUTE, value):
        with contextlib.suppress(ValueError):
            return dt.datetime.fromisoformat(value)
    message = "Input should be a time such as 2026-12-31 08:00"
    raise PydanticCustomError("datetime_parsing", message)


@dataclass(frozen=True, eq=False, slots=True)
class Told:
    """What an editing program is told of a place in a file, beside its type and limits.

    ``keywords`` are JSON Schema's. The loader checks the same later, where it can say more.
    """

    keywords: Mapping[str, object]

    def __get_pydantic_json_schema__(
        self, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Return the schema of the place with the keywords in it, as pydantic asks for it."""
        return handler(core_schema) | dict(self.keywords)


def _tidy(value: object) -> object:
    return tidy(value) if isinstance(value, str) else value


TIDY: Final = BeforeValidator(_tidy)
"""Takes spaces of any kind for plain ones."""


def _digits(pattern: str, message: str, low: int, high: int | None = None) -> Told:
    """Return what is told of a telephone number, which editing programs may take for a whole one.

    ``low`` and ``high`` bound it when it is read so.
    """
    limits = {"minimum": low} if high is None else {"minimum": low, "maximum": high}
    written = {"pattern": f"^(?:{pattern})$", "patternErrorMessage": message}
    return Told({"type": ["string", "integer"], **written, **limits})


SpokenNumber = Annotated[
    Text,
    TIDY,
    _digits(SPOKEN_NUMBER, 'Write digits grouped by spaces: "23 32 70 00".', 0),
    Field(examples=["116 117", "23 32 70 00"]),
]
"""A telephone number as it is read aloud, the spaces being the pauses."""

CalledNumber = Annotated[
    Text,
    TIDY,
    _digits(CALLED_NUMBER, "Write its country code too: +47 and eight digits.", 0, _LONGEST),
    Field(examples=["+47 00 00 00 01"]),
]
"""A telephone number that residents call, with its country code."""

Route = Annotated[
    Text,
    TIDY,
    _digits(
        ROUTE,
        'Write +47 and eight digits, or a trunk: "sip:113@${SIP_TRUNK}".',
        _SHORTEST_ROUTE,
        _LONGEST,
    ),
    Field(examples=["+4723327000", "sip:113@${SIP_TRUNK}"]),
]
"""What the carrier dials: an E.164 number or a SIP address, perhaps with a ``${VARIABLE}``."""

Minute = Annotated[
    dt.datetime,
    BeforeValidator(_minute, json_schema_input_type=str),
    Told({"type": "string", "pattern": f"^{MINUTE}$"}),
    Field(examples=["2026-12-31 08:00"]),
]
"""A day and a time of it, on Norwegian clocks."""

Hours = Annotated[
    Text, Field(examples=["24/7", "Mo-Fr 08:00-15:30; PH off", "Mo-Fr 08:00-11:00,12:00-15:00"])
]
"""Opening hours in OpenStreetMap's notation; read by `ivr.definition.opening_hours`."""
