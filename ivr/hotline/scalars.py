"""The kinds of single values in a file: how each is written, checked and told to an editor.

The loader reads every value as text (`ivr.hotline.yaml_file`); these say which text is a
number, a date or a truth value. What is written otherwise is refused, not guessed at.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Annotated, Any, Final

from pydantic import BeforeValidator, Field
from pydantic_core import PydanticCustomError

from ivr.hotline.numbers import CALLED_NUMBER, ROUTE, SPOKEN_NUMBER

TRUE_WORDS: Final = ("true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON")
FALSE_WORDS: Final = ("false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF")
"""What YAML 1.1 and 1.2 editors read as a truth value."""

DAY: Final = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
TELEPHONE_DIGITS: Final = 15
"""Digits of the longest telephone number (ITU-T E.164)."""

_LONGEST: Final = 10**TELEPHONE_DIGITS - 1
_EIGHT_DIGITS: Final = 10**7


def _written(pattern: str, kind: str, message: str) -> BeforeValidator:
    """Return a check of a text's spelling, in front of pydantic's own reading of it."""
    spelling = re.compile(pattern)

    def check(value: object) -> object:
        if isinstance(value, str) and not spelling.fullmatch(value):
            raise PydanticCustomError(kind, message)  # type: ignore[arg-type] # no literal
        return value

    return BeforeValidator(check)


def _truth(value: object) -> object:
    if isinstance(value, str) and value not in TRUE_WORDS + FALSE_WORDS:
        raise PydanticCustomError("bool_parsing", "Input should be true or false")
    return value


WHOLE: Final = _written("[0-9]+", "int_parsing", "Input should be a whole number")
DECIMAL: Final = _written(r"[0-9]+(?:\.[0-9]+)?", "float_parsing", "Input should be a number")

Text = Annotated[str, Field(min_length=1)]
YesNo = Annotated[bool, BeforeValidator(_truth)]
Day = Annotated[dt.date, _written(DAY, "date_parsing", "Input should be a date such as 2026-12-31")]


def _told(pattern: str, message: str, **more: Any) -> Callable[[dict[str, Any]], None]:
    """Return what an editor's schema says of a text whose spelling the loader checks later."""

    def tell(schema: dict[str, Any]) -> None:
        schema.pop("minLength", None)
        schema |= {"pattern": f"^(?:{pattern})$", "patternErrorMessage": message, **more}

    return tell


Word = Annotated[Text, Field(json_schema_extra={"type": ["string", "number", "boolean", "null"]})]
"""A word that may well be ``null``, which is how Norwegian says zero."""

SpokenNumber = Annotated[
    Text,
    Field(
        examples=["116 117", "23 32 70 00"],
        json_schema_extra=_told(
            SPOKEN_NUMBER,
            'Write digits grouped by spaces: "23 32 70 00".',
            type=["string", "integer"],
            minimum=0,
        ),
    ),
]
"""A telephone number as it is read aloud, the spaces being the pauses."""

CalledNumber = Annotated[
    Text,
    Field(
        examples=["+47 00 00 00 01"],
        json_schema_extra=_told(
            CALLED_NUMBER,
            "Write the number with its country code: +47 and eight digits.",
            type=["string", "integer"],
            minimum=0,
            maximum=_LONGEST,
        ),
    ),
]
"""A telephone number that residents call, with its country code."""

Route = Annotated[
    Text,
    Field(
        examples=["+4723327000", "sip:113@${SIP_TRUNK}"],
        json_schema_extra=_told(
            ROUTE,
            'Write +47 and eight digits, or a trunk: "sip:113@${SIP_TRUNK}".',
            type=["string", "integer"],
            minimum=_EIGHT_DIGITS,
            maximum=_LONGEST,
        ),
    ),
]
"""What the carrier dials: an E.164 number or a SIP address, perhaps with a ``${VARIABLE}``."""

Hours = Annotated[
    Text, Field(examples=["24/7", "Mo-Fr 08:00-15:30; PH off", "Mo-Fr 08:00-11:00,12:00-15:00"])
]
"""Opening hours in OpenStreetMap's notation; read by `ivr.hotline.hours`."""
