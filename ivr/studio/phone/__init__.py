"""The phone: what a caller hears."""
