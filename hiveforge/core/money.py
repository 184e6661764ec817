"""Amounts of money in words. Computes nothing: amounts are whole numbers in the smallest unit, as the payment provider counts."""

# How many digits the provider keeps after the point, where they are not two. It counts UGX and ISK in hundredths,
# although nobody pays hundredths of them.
_DIGITS = {
    **dict.fromkeys(
        ["bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "vnd", "vuv", "xaf", "xof", "xpf"], 0
    ),
    **dict.fromkeys(["bhd", "jod", "kwd", "omr", "tnd"], 3),
}
_SIGNS = {
    "usd": "$", "eur": "€", "gbp": "£", "jpy": "¥", "krw": "₩", "inr": "₹", "ils": "₪", "vnd": "₫", "ngn": "₦",
    "aud": "A$", "cad": "CA$", "nzd": "NZ$", "hkd": "HK$", "sgd": "S$", "twd": "NT$", "mxn": "MX$", "brl": "R$",
}  # fmt: skip


def format_money(amount: int, currency: str) -> str:
    """`amount` in the smallest unit of `currency` (three letters, either case), as people write it: "$20", "$19.20", "¥500".

    A whole price has no fraction; what is owed back always has, as invoices write it: "-$5.00". Currencies without a
    sign here go by their letters: "CHF 20".
    """
    code = currency.lower()
    digits = _DIGITS.get(code, 2)
    whole, fraction = divmod(abs(amount), 10**digits)
    shows_fraction = digits and (fraction or amount < 0)
    number = f"{whole:,}.{fraction:0{digits}}" if shows_fraction else f"{whole:,}"
    return f"{'-' if amount < 0 else ''}{_SIGNS.get(code) or f'{code.upper()} '}{number}"
