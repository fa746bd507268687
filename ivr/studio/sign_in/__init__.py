"""Signing in: by a password, or by the municipality's own sign-in."""
