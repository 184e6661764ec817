"""Stripe's form encoding: `items[0][price]=…` becomes nested objects and lists of strings."""

import re
from typing import Any
from urllib.parse import parse_qsl


def decode(encoded: str) -> dict[str, Any]:
    """The nested parameters; every leaf is still a string."""
    tree: dict[str, Any] = {}
    for name, value in parse_qsl(encoded, keep_blank_values=True):
        path = [name.split("[", 1)[0], *re.findall(r"\[([^\[\]]*)\]", name)]
        here = tree
        for step in path[:-1]:
            deeper = here.setdefault(step or str(len(here)), {})
            here = deeper if isinstance(deeper, dict) else {}
        here[path[-1] or str(len(here))] = value
    return {name: _lists(value) for name, value in tree.items()}


def _lists(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    inner = {name: _lists(each) for name, each in value.items()}
    if inner and all(name.isdigit() for name in inner):
        return [inner[name] for name in sorted(inner, key=int)]
    return inner
