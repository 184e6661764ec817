"""Settings: documented, as .env.example says, and refused where they would harm real users."""

import re

import pytest
from pydantic import SecretStr, ValidationError

from hiveforge.cli.env_example import render
from hiveforge.core.settings import DEMO_SECRET, PROJECT, Environment, Settings, UnsafeSettings

SAFE = {
    "environment": Environment.PRODUCTION,
    "origin": "https://app.example.com",
    "secret_key": SecretStr("a secret of my own, longer than 32 characters"),
    "database_url": "postgresql://owner:secret@db.example.com/hiveforge",
    "resend_api_key": SecretStr("re_live"),
    "stripe_secret_key": SecretStr("sk_live_1"),
    "stripe_webhook_secret": SecretStr("whsec_1"),
}


def settings(**changes: object) -> Settings:
    return Settings(**{**SAFE, **changes})  # pyright: ignore[reportArgumentType]


def test_env_example_is_what_the_settings_generate() -> None:
    assert (PROJECT / ".env.example").read_text() == render(), "run `hiveforge env-example --write`"


def test_env_example_read_back_gives_the_defaults(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, field in Settings.model_fields.items():
        monkeypatch.delenv(str(field.validation_alias or f"HIVEFORGE_{name.upper()}"), raising=False)
    example = tmp_path / ".env"
    example.write_text(render().replace("\n#", "\n").replace("\n ", "\n# "))
    monkeypatch.chdir(PROJECT)
    read = Settings(_env_file=example)  # pyright: ignore[reportCallIssue]
    defaults = Settings(_env_file=None)  # pyright: ignore[reportCallIssue]
    assert read.model_dump(exclude={"data_directory"}) == defaults.model_dump(exclude={"data_directory"})
    assert read.data_directory.resolve() == defaults.data_directory


@pytest.mark.parametrize("name", list(Settings.model_fields))
def test_every_setting_says_what_it_is_for(name: str) -> None:
    description = Settings.model_fields[name].description or ""
    assert description.endswith(".")


def test_safe_production_is_accepted() -> None:
    settings().refuse_unsafe_production()
    assert settings().secure
    assert settings().session_cookie.startswith("__Host-")


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"origin": "http://app.example.com"}, "HIVEFORGE_ORIGIN"),
        ({"origin": ""}, "HIVEFORGE_ORIGIN"),
        ({"secret_key": SecretStr(DEMO_SECRET)}, "HIVEFORGE_SECRET_KEY"),
        ({"secret_key": SecretStr("too short")}, "HIVEFORGE_SECRET_KEY"),
        ({"database_url": ""}, "DATABASE_URL"),
        ({"resend_api_key": SecretStr("")}, "RESEND_API_KEY"),
        ({"stripe_secret_key": SecretStr("")}, "STRIPE_SECRET_KEY"),
        ({"stripe_webhook_secret": SecretStr("")}, "STRIPE_WEBHOOK_SECRET"),
    ],
)
def test_production_refuses(changes: dict[str, object], named: str) -> None:
    with pytest.raises(UnsafeSettings, match=named):
        settings(**changes).refuse_unsafe_production()


def test_production_names_everything_that_is_wrong_at_once() -> None:
    with pytest.raises(UnsafeSettings) as refused:
        settings(origin="", secret_key=SecretStr(DEMO_SECRET), resend_api_key=SecretStr("")).refuse_unsafe_production()
    assert str(refused.value).count("\n  - ") == 3


def test_platform_admins_are_named_by_their_addresses_and_nobody_is_one_by_default_in_production() -> None:
    assert settings(platform_admins=" Root@Example.com, ops@example.com,").admin_emails == {
        "root@example.com",
        "ops@example.com",
    }
    assert settings().admin_emails == frozenset()
    assert settings(environment=Environment.DEVELOPMENT).admin_emails == {"root@hiveforge.example"}


def test_readme_names_everything_that_production_needs() -> None:
    nothing = settings(
        origin="", secret_key=SecretStr(DEMO_SECRET), database_url="", resend_api_key=SecretStr(""),
        stripe_secret_key=SecretStr(""), stripe_webhook_secret=SecretStr(""),
    )  # fmt: skip
    needed = re.findall(r"[A-Z]+(?:_[A-Z]+)+", " ".join(nothing.problems_in_production()))
    assert len(set(needed)) >= 7
    readme = (PROJECT / "README.md").read_text()
    assert [name for name in needed if name not in readme] == []


def test_development_runs_on_defaults() -> None:
    settings(environment=Environment.DEVELOPMENT, origin="", database_url="").refuse_unsafe_production()


def test_settings_do_not_change_while_the_program_runs() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        settings().port = 9000  # pyright: ignore[reportAttributeAccessIssue]


def test_secrets_do_not_show_in_a_printed_object() -> None:
    assert "a secret of my own" not in repr(settings())


def test_several_web_processes_need_redis() -> None:
    with pytest.raises(ValidationError, match="REDIS_URL"):
        settings(web_processes=2)
    assert settings(web_processes=2, redis_url="redis://localhost").web_processes == 2


def test_port_out_of_range_is_refused() -> None:
    with pytest.raises(ValidationError, match="less than or equal to 65535"):
        settings(port=65536)


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_database_addresses_are_read_in_every_spelling_of_hosts(scheme: str) -> None:
    assert settings(database_url=f"{scheme}://owner:p%40ss@db/app").database_url == "postgresql://owner:p%40ss@db/app"


@pytest.mark.parametrize("address", ["mysql://owner:hidden@db/app", "host=db password=hidden"])
def test_other_addresses_are_refused_without_showing_the_password(address: str) -> None:
    with pytest.raises(ValidationError, match="starts with postgresql://") as refused:
        settings(database_url=address)
    assert "hidden" not in str(refused.value)
