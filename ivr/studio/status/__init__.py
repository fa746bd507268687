"""Status: whether anything is wrong."""
