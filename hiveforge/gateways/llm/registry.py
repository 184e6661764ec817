"""Which vendors the settings name. Their SDKs are imported when they are first asked."""

from collections.abc import Iterator

from hiveforge.core.settings import Settings, listed

from .protocol import Provider
from .schemas import LanguageModel, ModelClass

_OPENAI_URL = "https://api.openai.com/v1"


def providers(found: Settings) -> Iterator[Provider]:
    """Those that can be asked, first things first."""
    makers = {"openai": _openai, "anthropic": _anthropic}
    named = [provider for name in listed(found.llm_order) if (provider := makers[name](found))]
    yield from named
    if not named and found.demo_model and not found.production:
        from .demo import DemoProvider

        yield DemoProvider()


def _openai(found: Settings) -> Provider | None:
    key, url = found.openai_api_key.get_secret_value(), found.openai_base_url.rstrip("/")
    if not key and url == _OPENAI_URL:
        return None
    from .openai import OpenAiAccount, OpenAiProvider

    models = _models("openai", found.openai_models, url)
    account = OpenAiAccount(key=key or "none", url=url, models=models, embedding_model=found.openai_embedding_model)
    return OpenAiProvider(account)


def _anthropic(found: Settings) -> Provider | None:
    key, url = found.anthropic_api_key.get_secret_value(), found.anthropic_base_url.rstrip("/")
    if not key:
        return None
    from .anthropic import AnthropicAccount, AnthropicProvider

    return AnthropicProvider(
        AnthropicAccount(key=key, url=url, models=_models("anthropic", found.anthropic_models, url))
    )


def _models(provider: str, setting: str, url: str) -> dict[ModelClass, LanguageModel]:
    names = listed(setting)
    padded = names + names[-1:] * len(ModelClass)
    return {
        model_class: LanguageModel(provider=provider, name=name, api_url=url)
        for model_class, name in zip(ModelClass, padded, strict=False)
    }
