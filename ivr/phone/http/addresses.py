"""Addresses in a document, relative ones included."""

from urllib.parse import urljoin


def absolute(base: str, url: str) -> str:
    """Resolve an address against the document it stands in; a whole one stays as it is written.

    >>> absolute("https://app.example/voice/menu", "fees?step=2")
    'https://app.example/voice/fees?step=2'
    >>> absolute("https://app.example/voice", "https://media.example/a.wav")
    'https://media.example/a.wav'
    """
    return url if url.startswith(("https://", "http://")) else urljoin(base, url)
