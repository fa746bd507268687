"""Figures: whether it helps."""
