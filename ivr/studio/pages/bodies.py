"""How much may be sent: a recording by whoever may record, and little by a stranger."""

from __future__ import annotations

from typing import Final

from flask import Flask, request, session

LARGEST: Final = 32 * 1024 * 1024
"""Bytes of a recording of some minutes, or of a workbook of translations."""

OF_A_FORM: Final = 1024 * 1024
"""Bytes of any other form; that of every sentence of a language is a third of it."""

OF_A_STRANGER: Final = 64 * 1024

_LARGE: Final = frozenset({"recording.take", "recording.use", "texts.import_", "texts.confirm"})


def limit_bodies(app: Flask, *, is_own: bool) -> None:
    """Refuse what is too large for its page, before it is read and before anybody is known."""

    @app.before_request
    def limited() -> None:
        if not (is_own or "who" in session):
            most = OF_A_STRANGER
        else:
            most = LARGEST if request.endpoint in _LARGE else OF_A_FORM
        request.max_content_length = most
        request.max_form_memory_size = most
