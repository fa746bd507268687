"""Choices that wait for a language: it cannot say all that they lead to yet."""
