"""Organizations: who belongs together, and as what."""
