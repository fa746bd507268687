"""A hotline from its YAML files, or every mistake in them with its place."""

from ivr.definition.load import Loaded, load

__all__ = ["Loaded", "load"]
