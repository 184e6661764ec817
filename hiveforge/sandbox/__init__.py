"""Local stand-ins that speak the vendors' own protocols. Never started in production."""

from hiveforge.core.settings import UnsafeSettings, settings


def refuse_production(what: str) -> None:
    """Raise UnsafeSettings where real users are served; every stand-in asks first."""
    if settings().production:
        raise UnsafeSettings(f"{what} is for development and tests, and does not start in production.")
