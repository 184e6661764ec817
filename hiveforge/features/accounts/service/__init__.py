"""What accounts decide and write."""

from .people import create_verified, open_session, user_by_email

__all__ = ["create_verified", "open_session", "user_by_email"]
