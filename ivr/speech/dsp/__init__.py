"""Samples in, samples out: to telephone sound and back."""
