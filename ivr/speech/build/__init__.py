"""From what must be spoken to the clips that say it."""
