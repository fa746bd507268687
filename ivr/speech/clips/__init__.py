"""Clips on disk: names, list, digests, seconds and faults."""
