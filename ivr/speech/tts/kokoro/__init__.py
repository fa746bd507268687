"""Kokoro-82M: one small neural model that speaks many languages from their phonemes."""
