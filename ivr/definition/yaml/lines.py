"""The lines of a text, put in and cut out without a change to any other."""

from __future__ import annotations


class TextLines:
    """A text that is changed letter by letter; places count from 0."""

    def __init__(self, text: str) -> None:
        self.text = text

    @property
    def line_end(self) -> str:
        """What ends its lines."""
        return "\r\n" if "\r\n" in self.text else "\n"

    def splice(self, start: int, end: int, written: str) -> None:
        """Write something in the place of what stands from one letter to another."""
        self.text = self.text[:start] + written + self.text[end:]

    def end_line(self) -> None:
        """End the last line."""
        if self.text and not self.text.endswith("\n"):
            self.text += self.line_end

    def add_lines(self, behind: int, lines: str) -> None:
        """Put lines below the one on which a letter stands."""
        end = self.text.find("\n", behind)
        if end < 0:
            self.end_line()
            end = len(self.text) - 1
        self.splice(end + 1, end + 1, lines)

    def cut_lines(self, start: int, end: int) -> None:
        """Take away the lines of two letters, and those between."""
        last = self.text.find("\n", end)
        self.splice(self.line_start(start), len(self.text) if last < 0 else last + 1, "")

    def line_start(self, at: int) -> int:
        """Return where the line of a letter begins."""
        return self.text.rfind("\n", 0, at) + 1

    def begins_line(self, at: int) -> bool:
        """Tell whether nothing stands before a letter on its line."""
        return not self.text[self.line_start(at) : at].strip(" ")

    def column(self, at: int) -> int:
        """Return how many letters stand before one on its line."""
        return at - self.line_start(at)
