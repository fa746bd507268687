"""Commands that judge the hotline."""
