"""One way to write an amount of money, whatever the currency."""

import pytest

from hiveforge.core.money import format_money


@pytest.mark.parametrize(
    ("amount", "currency", "shown"),
    [
        (2000, "usd", "$20"),
        (1920, "usd", "$19.20"),
        (1905, "USD", "$19.05"),
        (5, "usd", "$0.05"),
        (0, "usd", "$0"),
        (123456789, "usd", "$1,234,567.89"),
        (100000, "eur", "€1,000"),
        (-500, "usd", "-$5.00"),
        (-1, "usd", "-$0.01"),
        (500, "jpy", "¥500"),
        (1234567, "jpy", "¥1,234,567"),
        (-500, "jpy", "-¥500"),
        (5000, "krw", "₩5,000"),
        (500, "xof", "XOF 500"),
        (2000, "chf", "CHF 20"),
        (-2050, "chf", "-CHF 20.50"),
        (50000, "ugx", "UGX 500"),
        (5125, "kwd", "KWD 5.125"),
        (5000, "kwd", "KWD 5"),
    ],
)
def test_an_amount_is_written_as_people_write_it(amount, currency, shown):
    assert format_money(amount, currency) == shown
