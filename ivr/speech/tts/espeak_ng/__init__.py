"""The embedded espeak-ng: its library, its voices, and how words are spelt for it."""
