"""The design system and the Reflex plumbing: knows no feature."""
