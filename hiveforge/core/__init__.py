"""The kernel: knows no feature, no vendor, no Reflex and no FastAPI."""
