"""Which models the settings name, what they cost, and that nothing of keys and prompts is written down."""

import asyncio
import io
import logging
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from decimal import Decimal

import pytest
from mail_stand_in import served

from hiveforge.core.logs import configure_logging
from hiveforge.core.settings import PROJECT, Settings, UnsafeSettings, settings
from hiveforge.gateways.errors import error_reporter
from hiveforge.gateways.llm import (
    LanguageModel,
    Llm,
    ModelClass,
    NoModel,
    Usage,
    llm,
    price,
)
from hiveforge.gateways.llm.registry import providers
from hiveforge.sandbox import llm as sandbox
from hiveforge.sandbox.sentry import SentryStandIn

from .model_worlds import KEY, PROMPT, SHORT, heard, provider, request
from .vendor_server import Reply, VendorServer, vendor

MILLION = Usage(input_tokens=1_000_000, output_tokens=1_000_000)


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    for cached in (settings, llm, error_reporter):
        cached.cache_clear()
    yield monkeypatch
    monkeypatch.undo()
    for cached in (settings, llm, error_reporter):
        cached.cache_clear()


@pytest.fixture(params=["openai", "anthropic"])
async def server(request) -> AsyncIterator[VendorServer]:
    async with vendor(request.param) as recorded:
        yield recorded


def names(**changes: object) -> list[str]:
    return [provider.name for provider in providers(Settings(**changes))]  # pyright: ignore[reportArgumentType]


def test_without_keys_the_demo_model_is_asked():
    assert names() == ["demo"]
    assert names(demo_model=False) == []


def test_production_never_asks_the_demo_model():
    assert names(environment="production") == []


async def test_the_demo_model_does_not_start_in_production(environment):
    environment.setenv("HIVEFORGE_ENVIRONMENT", "production")
    with pytest.raises(UnsafeSettings, match="demo model"):
        await sandbox.endpoint()


def test_vendors_with_a_key_are_asked_in_the_order_of_the_settings():
    assert names(openai_api_key="sk-1") == ["openai"]
    assert names(anthropic_api_key="sk-2") == ["anthropic"]
    assert names(openai_api_key="sk-1", anthropic_api_key="sk-2") == ["openai", "anthropic"]
    assert names(openai_api_key="sk-1", anthropic_api_key="sk-2", llm_order="anthropic,openai") == [
        "anthropic",
        "openai",
    ]
    assert names(openai_api_key="sk-1", anthropic_api_key="sk-2", llm_order="anthropic") == ["anthropic"]


def test_a_server_of_ones_own_needs_no_key():
    assert names(openai_base_url="http://127.0.0.1:11434/v1") == ["openai"]


def test_each_class_has_its_model_and_the_last_one_named_stands_for_the_rest(environment):
    environment.setenv("OPENAI_API_KEY", "sk-1")
    environment.setenv("HIVEFORGE_OPENAI_MODELS", "small, large")
    assert [llm().model(model_class).name for model_class in ModelClass] == ["small", "large", "large"]


@pytest.mark.parametrize(
    ("setting", "words"), [({"llm_order": "openai, bard"}, "bard"), ({"openai_models": " , "}, "one to three models")]
)
def test_settings_that_name_nobody_are_refused(setting, words):
    with pytest.raises(ValueError, match=words):
        Settings(**setting)


def test_list_prices_are_known_for_the_models_that_the_settings_name():
    found = Settings(openai_api_key="sk-1", anthropic_api_key="sk-2")  # pyright: ignore[reportArgumentType]
    for one in providers(found):
        costs = [price(model, MILLION) for model in map(one.model, ModelClass) if model]
        assert None not in costs
        assert costs == sorted(costs)
        assert costs[0] > 0


def test_cached_tokens_cost_less():
    model = LanguageModel(provider="openai", name="gpt-5-mini", api_url="https://api.openai.com/v1")
    assert price(model, MILLION) == Decimal("2.25")
    cached = Usage(input_tokens=1_000_000, output_tokens=0, cached_tokens=1_000_000)
    assert price(model, cached) == Decimal("0.025")


@pytest.mark.parametrize(
    ("name", "url"),
    [("a-model-of-tomorrow", "https://api.openai.com/v1"), ("gpt-5-mini", "http://127.0.0.1:11434/v1")],
)
def test_an_unknown_price_is_unknown(name, url):
    assert price(LanguageModel(provider="openai", name=name, api_url=url), MILLION) is None


def test_the_demo_model_costs_nothing_and_says_what_it_is():
    model = LanguageModel(provider="demo", name="SmolLM2-135M-Instruct", api_url="", demo=True)
    assert price(model, MILLION) == 0
    assert model.label == "SmolLM2-135M-Instruct, a demo model on this machine, often wrong"


async def test_tokens_are_counted_by_the_vendor(server):
    server.usual = Reply(name="count.json")
    asked = Llm([provider(server.protocol, server.url)], SHORT)
    counted = await asked.count(request())
    assert (counted.tokens, counted.exact) == (1019, True)
    assert server.asked[0].path == {
        "openai": "/v1/responses/input_tokens", "anthropic": "/v1/messages/count_tokens"
    }[server.protocol]  # fmt: skip
    await asked.close()


async def test_a_server_that_cannot_count_is_not_asked_again():
    async with vendor("openai") as compatible:
        compatible.usual = Reply(name="404.json", status=404)
        asked = Llm([provider("openai", compatible.url)], SHORT)
        assert [(await asked.count(request())).exact for _ in range(3)] == [False] * 3
        assert len(compatible.asked) == 1
        await asked.close()


async def test_texts_get_their_vectors_in_their_order():
    async with vendor("anthropic") as without, vendor("openai") as offers:
        offers.usual = Reply(name="embeddings.json")
        asked = Llm([provider("anthropic", without.url), provider("openai", offers.url)], SHORT)
        embedded = await asked.embed(["first", "second"])
        assert embedded.vectors == ((1.0, 0.0), (0.0, 1.0))
        assert embedded.usage.input_tokens == 8
        assert embedded.model.name == "text-embedding-3-small"
        assert without.asked == []
        await asked.close()


async def test_without_embeddings_there_is_no_model_for_them():
    async with vendor("anthropic") as without:
        with pytest.raises(NoModel):
            await Llm([provider("anthropic", without.url)], SHORT).embed(["text"])


async def test_a_refused_key_is_told_to_those_who_run_the_site_without_the_key(server, environment):
    project = SentryStandIn()
    async with served(project) as url:
        environment.setenv("SENTRY_DSN", project.dsn(url))
        settings.cache_clear()
        server.usual = Reply(name="401.json", status=401)
        asked = Llm([provider(server.protocol, server.url)], SHORT)
        await heard(asked)
        await asyncio.to_thread(error_reporter().close)
        await asked.close()
    [event] = project.events
    assert event["exception"]["values"][-1]["type"] == "ModelMisconfigured"
    assert event["tags"]["gateway"] == server.protocol
    assert "401" in event["tags"]["reason"]
    for secret in (KEY, PROMPT, "sk-", "Incorrect API key", "invalid x-api-key"):
        assert secret not in project.raw[0]


@pytest.mark.parametrize("reply", [Reply(), Reply(name="401.json", status=401), Reply(name="500.json", status=500)])
async def test_neither_keys_nor_prompts_are_logged(server, reply):
    written, handlers = io.StringIO(), logging.getLogger().handlers[:]
    server.usual = reply
    configure_logging(Settings(log_level="DEBUG"), stream=written)
    try:
        asked = Llm([provider(server.protocol, server.url)], SHORT)
        logging.getLogger("tests").debug("the log is open")
        await heard(asked)
        await asked.close()
    finally:
        configure_logging(settings())
        logging.getLogger().handlers[:] = handlers
    log = written.getvalue()
    assert "the log is open" in log
    assert (reply.status == 200) != ("model call failed" in log)
    for secret in (KEY, PROMPT, "Zażółć", "Answer shortly", "sk-secre", "Members"):
        assert secret not in log


def test_what_is_asked_and_answered_is_not_shown_when_printed():
    assert "jaźń" not in repr(request())
    assert KEY not in repr(provider("openai", "http://127.0.0.1")._account)
    assert KEY not in repr(provider("anthropic", "http://127.0.0.1")._account)


def test_the_vendors_packages_are_imported_only_when_they_are_asked():
    code = "import sys, hiveforge.gateways.llm as l; l.llm(); print([n for n in ('openai', 'anthropic', 'genai_prices') if n in sys.modules])"
    answer = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True,
        env={"PYTHONPATH": str(PROJECT), "OPENAI_API_KEY": "sk-1", "ANTHROPIC_API_KEY": "sk-2"},
    )  # fmt: skip
    assert answer.stdout.strip() == "[]"
