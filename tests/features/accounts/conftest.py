from collections.abc import Callable
from typing import Any

import httpx
import psycopg
import pytest
from signing import Mailbox


@pytest.fixture
def mailbox(owner: psycopg.Connection[Any]) -> Mailbox:
    return Mailbox(owner)


@pytest.fixture
def browser(http: Callable[..., httpx.AsyncClient]) -> httpx.AsyncClient:
    """A stranger's browser, with our script in its pages."""
    return http(**{"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"})


@pytest.fixture
def phone(http: Callable[..., httpx.AsyncClient]) -> httpx.AsyncClient:
    """The same or another person's other browser."""
    return http(
        **{"User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Mobile Safari/604.1"}
    )
