"""Reads: SQL in, frozen rows out. Row-level security narrows them for whoever is not the system."""
