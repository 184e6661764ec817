"""Idempotency keys for what a sync writes. Acts of people bring keys of their own."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

import stripe


def key_of(what: str, params: Mapping[str, Any], found: Any = None) -> stripe.RequestOptions:
    """The same change of the same state of an object is one change.

    The state belongs to it: whoever changes something there and back, and there again within a day, wants three changes.
    """
    state = [found.id, getattr(found, "updated", 0)] if found is not None else []
    said = json.dumps([what, state, params], sort_keys=True)
    return {"idempotency_key": f"sync/{what}/{sha256(said.encode()).hexdigest()[:40]}"}
