"""The texts: what is said, and whether it is right."""
