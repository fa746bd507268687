"""Notices: what callers hear beyond the usual."""
