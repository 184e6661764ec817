"""What an answer cost, by the list prices in `genai-prices`, which come with that package and ask nobody."""

from decimal import Decimal

from .schemas import LanguageModel, Usage


def price(model: LanguageModel, usage: Usage) -> Decimal | None:
    """US dollars; None when nobody knows the model's price. The demo model costs nothing."""
    if model.demo:
        return Decimal(0)
    import genai_prices

    counted = genai_prices.Usage(
        input_tokens=usage.input_tokens,
        cache_read_tokens=usage.cached_tokens,
        output_tokens=usage.output_tokens,
    )
    try:
        return genai_prices.calc_price(counted, model.name, provider_api_url=model.api_url).total_price
    except LookupError:
        return None
