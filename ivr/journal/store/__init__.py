"""The journal's database, SQLite or PostgreSQL: what is kept, for how long, and how it grew."""
