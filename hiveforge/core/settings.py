"""Every setting of the product, in one frozen object, read once from the environment and `.env`.

Names that platforms and vendors have made standard (`PORT`, `DATABASE_URL`, `SENTRY_DSN`, …) are used as they are;
our own start with `HIVEFORGE_`. `.env.example` is generated from this file.
"""

import os
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from . import settings_problems

PROJECT = Path(__file__).resolve().parents[2]
ENV_FILE = os.environ.get("HIVEFORGE_ENV_FILE", str(PROJECT / ".env"))
DEMO_ADMIN = "root@hiveforge.example"
DEMO_SECRET = settings_problems.DEMO_SECRET
LLM_VENDORS = ("openai", "anthropic")


class Environment(StrEnum):
    DEVELOPMENT = "development"
    TEST = "test"
    PRODUCTION = "production"


class UnsafeSettings(Exception):
    """The settings would make production unsafe; the message lists what to change."""


class Settings(BaseSettings):
    """Read with `settings()`. A field's description becomes its comment in `.env.example`."""

    model_config = SettingsConfigDict(
        env_prefix="HIVEFORGE_", env_file=ENV_FILE or None, frozen=True, extra="ignore", populate_by_name=True,
        env_ignore_empty=True, hide_input_in_errors=True,
    )  # fmt: skip

    environment: Environment = Field(Environment.DEVELOPMENT, description="development, test or production.")
    host: str = Field("127.0.0.1", description="Address the server listens on. Use 0.0.0.0 inside a container.")
    port: int = Field(8000, ge=1, le=65535, validation_alias="PORT", description="Port the server listens on.")
    origin: str = Field(
        "", description="Address in the browser, for example https://app.example.com. Empty: http://localhost:PORT."
    )
    secret_key: SecretStr = Field(
        SecretStr(DEMO_SECRET), description="Signs links and derives database passwords. At least 32 random characters."
    )
    trusted_proxy_hops: int = Field(
        0, ge=0, description="How many proxies in front of the server set X-Forwarded-For. 0 ignores the header."
    )

    database_url: str = Field(
        "", validation_alias="DATABASE_URL",
        description="A Postgres (15 to 18) that HiveForge may own: the login runs migrations. Empty: an embedded one is started.",
    )  # fmt: skip
    web_database_url: str = Field(
        "", description="Login of the web process, without rights of its own. Empty: derived from DATABASE_URL."
    )
    system_database_url: str = Field(
        "", description="Login for system work and the worker. Empty: derived from DATABASE_URL."
    )
    data_directory: Path = Field(
        PROJECT / ".hiveforge", description="Where the embedded Postgres and local files live."
    )
    redis_url: str = Field(
        "", validation_alias="REDIS_URL", description="Keeps page state when there is more than one web process."
    )
    web_processes: int = Field(1, ge=1, description="How many processes serve the web. More than one needs REDIS_URL.")
    worker_in_web: bool = Field(True, description="Run background jobs inside the web process (no `hiveforge worker`).")

    storage_provider: Literal["local", "s3", "supabase"] = Field(
        "local",
        description="Where files are kept. local: a folder below HIVEFORGE_DATA_DIRECTORY. s3, supabase: a private bucket.",
    )
    storage_bucket: str = Field("", description="Name of the bucket.")
    storage_endpoint: str = Field(
        "", description="Address of a service that speaks S3, other than Amazon's. Not needed for supabase."
    )
    storage_region: str = Field("us-east-1", description="Region of the bucket.")
    storage_access_key_id: str = Field("", description="Key that may read, write, list and delete in the bucket.")
    storage_secret_access_key: SecretStr = Field(SecretStr(""), description="The secret that belongs to it.")
    supabase_url: str = Field(
        "", validation_alias="SUPABASE_URL", description="Address of the Supabase project, for Supabase Storage."
    )

    session_idle_hours: int = Field(72, ge=1, description="A session unused for this long ends.")
    session_hours: int = Field(720, ge=1, description="A session ends after this long, used or not.")
    identity_provider: Literal["local"] = Field("local", description="Who checks passwords. local: this server.")
    argon2_memory_kib: int = Field(65536, ge=8, description="Memory that hashing one password takes.")

    mail_from: str = Field("HiveForge <hello@hiveforge.localhost>", description="Sender of all mail.")
    resend_api_key: SecretStr = Field(
        SecretStr(""),
        validation_alias="RESEND_API_KEY",
        description="Sends mail through Resend. Empty: the local inbox.",
    )
    resend_url: str = Field("https://api.resend.com", validation_alias="RESEND_API_URL", description="Resend's API.")
    stripe_secret_key: SecretStr = Field(
        SecretStr(""),
        validation_alias="STRIPE_SECRET_KEY",
        description="Takes payments through Stripe. Empty: a local stand-in that takes no money.",
    )
    stripe_webhook_secret: SecretStr = Field(
        SecretStr(""),
        validation_alias="STRIPE_WEBHOOK_SECRET",
        description="Signing secret of Stripe's webhook endpoint; two, separated by a comma, while one replaces the other.",
    )
    openai_api_key: SecretStr = Field(
        SecretStr(""), validation_alias="OPENAI_API_KEY", description="Lets the assistant ask OpenAI's models."
    )
    openai_base_url: str = Field(
        "https://api.openai.com/v1",
        validation_alias="OPENAI_BASE_URL",
        description="Who is asked: OpenAI, or a server of your own that speaks its protocol, which may need no key.",
    )
    openai_models: str = Field(
        "gpt-6-luna, gpt-6.1-sol, gpt-6-astra",
        description="Models for standard, advanced and premium answers. The last one named stands for the rest.",
    )
    openai_embedding_model: str = Field(
        "text-embedding-3-small",
        description="Model that finds passages by meaning. Empty: they are found by words only.",
    )
    anthropic_api_key: SecretStr = Field(
        SecretStr(""), validation_alias="ANTHROPIC_API_KEY", description="Lets the assistant ask Anthropic's models."
    )
    anthropic_base_url: str = Field(
        "https://api.anthropic.com", validation_alias="ANTHROPIC_BASE_URL", description="Anthropic's API."
    )
    anthropic_models: str = Field(
        "claude-haiku-5-5, claude-sonnet-5-5, claude-opus-5-5",
        description="Models for standard, advanced and premium answers. The last one named stands for the rest.",
    )
    llm_order: str = Field(
        "openai, anthropic", description="Whose models are asked first; the next one is asked when the first fails."
    )
    llm_first_seconds: float = Field(45, gt=0, description="How long an answer may take to begin.")
    llm_silence_seconds: float = Field(30, gt=0, description="How long an answer may pause.")
    llm_answer_seconds: float = Field(180, gt=0, description="How long a whole answer may take.")
    demo_model: bool = Field(
        True,
        description="Without a key of a model's vendor, a small model on this machine answers. `hiveforge up` fetches it, 93 MB.",
    )
    billing_grace_days: int = Field(
        14, ge=0, description="How long a paid plan goes on after a payment has failed, in days."
    )
    platform_admins: str = Field(
        "", description="Email addresses of the people who run this installation, separated by commas."
    )
    sentry_dsn: SecretStr = Field(
        SecretStr(""), validation_alias="SENTRY_DSN", description="Reports errors to Sentry. Empty: only the log."
    )
    metrics_token: SecretStr = Field(
        SecretStr(""), description="Bearer token for /metrics. Empty: /metrics answers this machine only."
    )
    log_json: bool = Field(False, description="Log lines as JSON instead of readable text.")
    log_level: str = Field("INFO", description="DEBUG, INFO, WARNING or ERROR.")

    @field_validator("database_url", "web_database_url", "system_database_url")
    @classmethod
    def _spell_as_libpq(cls, address: str) -> str:
        return settings_problems.postgres_address(address)

    @model_validator(mode="after")
    def _fill(self) -> Self:
        if not self.origin:
            object.__setattr__(self, "origin", f"http://localhost:{self.port}")
        object.__setattr__(self, "origin", self.origin.rstrip("/"))
        if self.web_processes > 1 and not self.redis_url:
            raise ValueError("HIVEFORGE_WEB_PROCESSES above 1 needs REDIS_URL, where the processes share page state.")
        return self

    @property
    def production(self) -> bool:
        return self.environment is Environment.PRODUCTION

    @field_validator("llm_order")
    @classmethod
    def _known_vendors(cls, order: str) -> str:
        if unknown := set(listed(order)) - set(LLM_VENDORS):
            raise ValueError(f"{', '.join(sorted(unknown))}: not one of {', '.join(LLM_VENDORS)}.")
        return order

    @field_validator("openai_models", "anthropic_models")
    @classmethod
    def _some_model(cls, models: str) -> str:
        if not listed(models):
            raise ValueError("Name one to three models, separated by commas.")
        return models

    @property
    def admin_emails(self) -> frozenset[str]:
        """Who may open the pages of the platform; without any, a demo account, but never in production."""
        named = frozenset(listed(self.platform_admins.lower()))
        return named if named or self.production else frozenset({DEMO_ADMIN})

    @property
    def secure(self) -> bool:
        """Whether browsers reach us over HTTPS, so that cookies can say so."""
        return self.origin.startswith("https://")

    @property
    def session_cookie(self) -> str:
        """`__Host-` binds the cookie to exactly this host, which browsers accept only over HTTPS."""
        return "__Host-hiveforge" if self.secure else "hiveforge"

    @property
    def host_name(self) -> str:
        return urlsplit(self.origin).hostname or "localhost"

    @property
    def storage_folder(self) -> Path:
        """Where the local storage keeps files."""
        return self.data_directory / "files"

    @property
    def shares_storage_folder(self) -> bool:
        """Whether several processes of production keep files in one folder, which all of them must then see."""
        apart = self.web_processes > 1 or not self.worker_in_web
        return self.production and self.storage_provider == "local" and apart

    def storage_problems(self) -> list[str]:
        """What the chosen storage still needs to be told."""
        return settings_problems.of_storage(self)

    def problems_in_production(self) -> list[str]:
        """What makes these settings unsafe for real users, each with its remedy."""
        return settings_problems.in_production(self)

    def refuse_unsafe_production(self) -> None:
        """Raise UnsafeSettings when real users would be served with demo secrets or stand-ins."""
        if self.production and (problems := self.problems_in_production()):
            raise UnsafeSettings("Production cannot start:\n" + "\n".join(f"  - {p}" for p in problems))


def listed(text: str) -> list[str]:
    """The parts of a setting that names several, separated by commas."""
    return [part.strip() for part in text.split(",") if part.strip()]


@cache
def settings() -> Settings:
    """The settings of this process."""
    return Settings()  # pyright: ignore[reportCallIssue]
