"""What people record: sheets to read from, import, quality, and which text it says."""
