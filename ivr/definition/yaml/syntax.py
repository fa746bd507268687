"""What the YAML parser says of a text it cannot read, in words an editor can act on."""

from __future__ import annotations

import re
from typing import Final

import yaml

from ivr.problems import Problem

_LINE_END: Final = re.compile("\r\n|[\r\n\x85\u2028\u2029]")

_FIXES: Final = (
    ("while scanning an alias", 'A star is written in quotes: "*".'),
    ("while scanning a quoted scalar", "The quote that begins here is never closed, or too late."),
    (
        "while parsing a flow sequence",
        "The bracket [ that begins here is never closed, or too late.",
    ),
    ("while parsing a flow mapping", "The brace { that begins here is never closed, or too late."),
    ("mapping values are not allowed", "Put a text that holds a colon in quotes."),
    ("could not find expected ':'", "A name is followed by a colon."),
    ("cannot start any token", "Put a text that begins with a sign in quotes."),
    ("block", "Check that this line is indented like its neighbours, and that quotes are closed."),
)

_BEGINS: Final = ("quoted scalar", "flow sequence", "flow mapping")
"""What is looked for where it begins: the parser notices far below that it never ended."""


def syntax_problem(name: str, text: str, error: yaml.YAMLError) -> Problem:
    r"""Return the problem of a text that is not YAML; ``name`` is how problems call the file.

    >>> text = "a: 1\n\tb: 2\n"
    >>> try:
    ...     _ = list(yaml.parse(text, Loader=yaml.CSafeLoader))
    ... except yaml.YAMLError as error:
    ...     print(syntax_problem("x.yaml", text, error))
    x.yaml:2: This is not valid YAML: a tab stands here. Use spaces, not tabs, to indent.
    """
    lines = _LINE_END.split(text)
    if not isinstance(error, yaml.MarkedYAMLError):
        return Problem("invisible-sign", name, _place(text, error), *_character(error))
    context, problem = error.context or "", error.problem or error.context or "unreadable"
    begins = error.context_mark is not None and any(word in context for word in _BEGINS)
    mark = error.context_mark if begins else error.problem_mark or error.context_mark
    line = min(mark.line, _last(lines)) if mark else 0
    if mark and lines[line].lstrip(" ")[:1] == "\t":
        what = "This is not valid YAML: a tab stands here."
        return Problem("yaml-syntax", name, line + 1, what, "Use spaces, not tabs, to indent.")
    wanted = (fix for word, fix in _FIXES if word in f"{context} {problem}")
    fix = next(wanted, "Look for a missing colon, quote or space in front of it.")
    return Problem("yaml-syntax", name, line + 1, f"This is not valid YAML: {problem}.", fix)


def _last(lines: list[str]) -> int:
    """Return the index of the last line with something in it."""
    return max((index for index, line in enumerate(lines) if line.strip()), default=0)


def _place(text: str, error: yaml.YAMLError) -> int:
    """Return the line of the character that YAML refuses, which is counted in characters."""
    position = getattr(error, "position", 0)
    return len(_LINE_END.findall(text[: max(position, 0)])) + 1


def _character(error: yaml.YAMLError) -> tuple[str, str]:
    code = getattr(error, "character", None)
    shown = f"U+{code:04X}" if isinstance(code, int) else "a sign"
    return f"This is not text that YAML can hold: {shown} stands in it.", "Type the line anew."
