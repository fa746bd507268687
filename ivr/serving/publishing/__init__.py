"""Taking a changed folder over while calls go on: whole, or not at all."""
