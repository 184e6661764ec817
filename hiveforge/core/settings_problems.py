"""What is wrong with settings taken together, each with its remedy."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .settings import Settings

DEMO_SECRET = "demo-secret-for-this-machine-only"  # noqa: S105  production refuses it


def of_storage(found: Settings) -> list[str]:
    """What the chosen storage still needs to be told."""
    if found.storage_provider == "local":
        return []
    needed = {
        "HIVEFORGE_STORAGE_BUCKET": found.storage_bucket,
        "HIVEFORGE_STORAGE_ACCESS_KEY_ID": found.storage_access_key_id,
        "HIVEFORGE_STORAGE_SECRET_ACCESS_KEY": found.storage_secret_access_key.get_secret_value(),
    }
    if found.storage_provider == "supabase":
        needed["SUPABASE_URL"] = found.supabase_url
    missing = ", ".join(name for name, value in needed.items() if not value)
    return [f"HIVEFORGE_STORAGE_PROVIDER is {found.storage_provider}, which needs {missing}."] if missing else []


def in_production(found: Settings) -> list[str]:
    """What makes these settings unsafe for real users, each with its remedy."""
    checks = {
        "HIVEFORGE_ORIGIN must start with https:// and name your domain.": found.secure,
        "HIVEFORGE_SECRET_KEY must be a secret of your own with at least 32 characters.": (
            found.secret_key.get_secret_value() != DEMO_SECRET and len(found.secret_key.get_secret_value()) >= 32
        ),
        "DATABASE_URL (or both HIVEFORGE_WEB_DATABASE_URL and HIVEFORGE_SYSTEM_DATABASE_URL) must name your "
        "Postgres: the embedded one is for development.": bool(
            found.database_url or (found.web_database_url and found.system_database_url)
        ),
        "STRIPE_SECRET_KEY and STRIPE_WEBHOOK_SECRET must be set: the local stand-in takes no money.": bool(
            found.stripe_secret_key.get_secret_value() and found.stripe_webhook_secret.get_secret_value()
        ),
        "RESEND_API_KEY must be set: the local inbox would show everybody's mail.": bool(
            found.resend_api_key.get_secret_value()
        ),
    }
    return [remedy for remedy, fine in checks.items() if not fine] + of_storage(found)


def postgres_address(address: str) -> str:
    """An address as libpq reads it: hosts hand them out in several spellings. Raises ValueError for any other address."""
    scheme, colon, rest = address.partition("://")
    if address and (not colon or scheme not in {"postgresql", "postgres", "postgresql+psycopg"}):
        raise ValueError("the address of a Postgres starts with postgresql://")
    return f"postgresql://{rest}" if address else ""
