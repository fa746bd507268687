"""Seconds until a caller hears what they need, and the budgets for them."""
