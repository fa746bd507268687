"""What comes from clients and what goes to them, so that none holds up another."""
