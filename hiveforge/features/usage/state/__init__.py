"""What the usage page shows."""

from .page import UsagePage

__all__ = ["UsagePage"]
