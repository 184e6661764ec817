"""How long a vendor asks us to wait, in any of the ways in which its headers may say so."""

import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

from hiveforge.core.clock import now

_NUMBER = re.compile(r"\d+(\.\d+)?")


def seconds_to_wait(headers: Mapping[str, str] | None) -> float | None:
    """None when they do not say."""
    said = {name.lower(): value for name, value in (headers or {}).items()}
    for name, unit in (("retry-after-ms", 1000), ("retry-after", 1)):
        if _NUMBER.fullmatch(text := said.get(name, "")):
            return float(text) / unit
    try:
        until = parsedate_to_datetime(said.get("retry-after", ""))
        return max(0.0, (until - now()).total_seconds())
    except (ValueError, TypeError):
        return None
