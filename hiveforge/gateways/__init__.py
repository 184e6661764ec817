"""Doors to outside services: one protocol per kind, one file per vendor, the only importers of vendor SDKs."""
