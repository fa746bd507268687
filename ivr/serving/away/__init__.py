"""What callers hear when this server is away, from a place that answers without it."""

from ivr.serving.away.document import fallback_document, same_document

__all__ = ["fallback_document", "same_document"]
