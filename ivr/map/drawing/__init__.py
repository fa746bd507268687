"""The map as it is drawn: boxes with words, where they stand, and the files that come of it."""
