"""Measurements that decisions rest on; run one with `python -m benchmarks.NAME` (Linux)."""
