"""Calls at random, through the whole stack."""
