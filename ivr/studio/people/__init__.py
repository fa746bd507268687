"""Who may what in the studio."""
