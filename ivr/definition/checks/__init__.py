"""What one file says about another, held against it."""
