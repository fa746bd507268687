"""Test calls to a hotline that is served, held against the content of this folder."""
