"""YAML as plain text, each value with its line."""
