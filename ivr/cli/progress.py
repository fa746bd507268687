"""How far a proof is: one line on a terminal, none elsewhere."""

from __future__ import annotations

import click


def show_progress(done: int, number: int) -> None:
    """Redraw the line that says how many numbers and moments have been proved."""
    out = click.get_text_stream("stderr")
    if out.isatty():
        end = "\n" if done == number else ""
        click.echo(f"\rProving {done} of {number} numbers and moments{end}", nl=False, err=True)
