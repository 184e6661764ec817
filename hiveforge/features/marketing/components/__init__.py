"""Sections of the public pages."""
