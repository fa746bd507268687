"""The lines that a change changes, as `diff -u` tells them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import unified_diff
from itertools import islice


def lines_between(before: Mapping[str, bytes | None], after: Mapping[str, bytes | None]) -> str:
    r"""Return the lines that differ, file by file; of sound, nothing but that it does.

    >>> print(
    ...     lines_between({"config/facts.yaml": b"a: 1\nb: 2\n"}, {"config/facts.yaml": b"b: 2\n"})
    ... )
    config/facts.yaml
    @@ -1,2 +1 @@
    -a: 1
     b: 2
    """
    return "\n".join(line for name in after for line in _lines(name, before[name], after[name]))


def _lines(name: str, before: bytes | None, after: bytes | None) -> Iterator[str]:
    yield name
    try:
        was, now = ((text or b"").decode().splitlines() for text in (before, after))
    except UnicodeDecodeError:
        return
    yield from islice(unified_diff(was, now, lineterm=""), 2, None)
