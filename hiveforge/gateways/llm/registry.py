"""Which vendors the settings name. Their SDKs are imported when they are first asked."""

from hiveforge.core.settings import Settings, listed

from .protocol import Provider
from .schemas import LanguageModel, ModelClass

_OPENAI_URL = "https://api.openai.com/v1"


def vendors(found: Settings) -> list[str]:
    """Those that are set up, in the order in which they are asked. A server of one's own may need no key."""
    is_set = {
        "openai": found.openai_api_key.get_secret_value() or _openai_url(found) != _OPENAI_URL,
        "anthropic": found.anthropic_api_key.get_secret_value(),
    }
    return [name for name in listed(found.llm_order) if is_set[name]]


def asks_demo_model(found: Settings) -> bool:
    """Whether the demo model answers, once its weights are here."""
    return found.demo_model and not found.production and not vendors(found)


def providers(found: Settings) -> list[Provider]:
    """The adapters of all that can be asked."""
    if asks_demo_model(found):
        from .demo import DemoProvider

        return [DemoProvider()]
    makers = {"openai": _openai, "anthropic": _anthropic}
    return [makers[name](found) for name in vendors(found)]


def _openai(found: Settings) -> Provider:
    from .openai import OpenAiAccount, OpenAiProvider

    key, url = found.openai_api_key.get_secret_value() or "none", _openai_url(found)
    models = _models("openai", found.openai_models, url)
    return OpenAiProvider(OpenAiAccount(key=key, url=url, models=models, embedding_model=found.openai_embedding_model))


def _anthropic(found: Settings) -> Provider:
    from .anthropic import AnthropicAccount, AnthropicProvider

    key, url = found.anthropic_api_key.get_secret_value(), found.anthropic_base_url.rstrip("/")
    return AnthropicProvider(
        AnthropicAccount(key=key, url=url, models=_models("anthropic", found.anthropic_models, url))
    )


def _openai_url(found: Settings) -> str:
    return found.openai_base_url.rstrip("/")


def _models(provider: str, setting: str, url: str) -> dict[ModelClass, LanguageModel]:
    names = listed(setting)
    padded = names + names[-1:] * len(ModelClass)
    return {
        model_class: LanguageModel(provider=provider, name=name, api_url=url)
        for model_class, name in zip(ModelClass, padded, strict=False)
    }
