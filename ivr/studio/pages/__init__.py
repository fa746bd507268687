"""What every page of the studio has: its frame, its words in two languages, its headers."""
