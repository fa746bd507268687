"""`ivr facts`: what whoever keeps the figures sees, and when which value is said."""

from __future__ import annotations

import json
from pathlib import Path

from tests.support.commands import Ivr
from tests.support.hotline import copied

LATER = """\
  later:
    - value: 3400
      year: 2027
      expires: 2027-12-31
      checked: 2026-12-05
      source: the budget
      unsure: nobody has decided yet
fee: {value: 7, unit: NOK, year: 2027, source: x, checked: 2026-12-05, expires: 2027-06-30}
"""


def test_each_value_is_listed_with_its_days_the_first_to_expire_first(
    small: Path, tmp_path: Path
) -> None:
    root = copied(tmp_path, small)
    facts = root / "config/facts.yaml"
    facts.write_text(facts.read_text("utf-8") + LATER, "utf-8")
    ivr = Ivr(root)
    head, _, *rows = [line.split() for line in ivr("facts").stdout.splitlines()]
    assert head == ["figure", "value", "year", "begins", "expires", "checked", "state", "source"]
    assert [(row[0], row[1], row[4], row[5]) for row in rows] == [
        ("card_limit", "3278", "2026-01-01", "2026-12-31"),
        ("fee", "7", "2027-01-01", "2027-06-30"),
        ("card_limit", "3400", "2027-01-01", "2027-12-31"),
    ]
    told = json.loads(ivr("facts", "--json").stdout)
    assert told[2] == {
        "name": "card_limit",
        "unit": "NOK",
        "value": 3400,
        "year": 2027,
        "begins": "2027-01-01",
        "expires": "2027-12-31",
        "source": "the budget",
        "checked": "2026-12-05",
        "unsure": "nobody has decided yet",
    }
