"""The account at the carrier: what is set there, what would be, and what is wrong."""
