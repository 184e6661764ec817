"""Reads of documents and of their passages."""
