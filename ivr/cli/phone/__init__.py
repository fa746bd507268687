"""Commands that ring the hotline."""
