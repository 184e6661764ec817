"""Journeys: people in real browsers on the real product. One server for all journeys of a worker, one build for all.

Run them in a process of their own: `pytest tests/journeys`, with `-n 2` on two products side by side. A page that
complains, asks another origin or breaks on the server fails its journey, whatever else it shows.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from journeys.browsers import Browsers
from journeys.mailbox import Mailbox
from journeys.model import Model
from journeys.people import Founder
from journeys.product import ALL, ORIGIN, Product
from playwright.sync_api import Browser, expect, sync_playwright

from tools.ensure_browser import ensure_browser

PICTURES = ALL / "failures"
SECONDS_FOR_A_JOURNEY = 360  # the first one builds
REFUSED = re.compile(r"status of (4\d\d)\b")  # the browser's own words for an answer we gave
BROKEN = re.compile(r"\[(error|critical) *\]|Traceback")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "refused: forms or pages are refused here, which the browser's console mentions")
    config.addinivalue_line("markers", "outage: something is broken on purpose, so the browser and the server say so")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        item.add_marker(pytest.mark.timeout(SECONDS_FOR_A_JOURNEY))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):
    report = yield
    browsers = getattr(item, "browsers", None)
    if report.when == "call" and report.failed and browsers:
        pictures = browsers.take_pictures(PICTURES, re.sub(r"\W+", "-", item.name)[:100])
        report.sections.append(("Pictures", "\n".join(map(str, pictures))))
    return report


@pytest.fixture(scope="session")
def model() -> Iterator[Model]:
    model = Model()
    with model.serving():
        yield model


@pytest.fixture(scope="session")
def product(model: Model) -> Iterator[Product]:
    """HiveForge with its demo data."""
    product = Product(model.url)
    product.log.unlink(missing_ok=True)
    product.start_database()
    product.empty_database()
    try:
        product.start()
        yield product
    finally:
        product.stop()


@pytest.fixture(scope="session")
def chromium(product: Product) -> Iterator[Browser]:
    """It finds this worker's product at the address that all products have."""
    path = os.environ.get("CHROMIUM") or ensure_browser()
    with sync_playwright() as playwright:
        expect.set_options(timeout=10_000)
        browser = playwright.chromium.launch(
            executable_path=path,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                f"--host-resolver-rules=MAP {urlsplit(ORIGIN).netloc} 127.0.0.1:{product.port}",
            ],
        )
        yield browser
        browser.close()


@pytest.fixture
def visit(request: pytest.FixtureRequest, product: Product, chromium: Browser) -> Iterator[Browsers]:
    """`visit("/sign-up")` is somebody's browser there. Nobody has been counted yet by what limits how often one may try."""
    product.execute("delete from private.rate_limits")
    said_before = product.log.stat().st_size
    request.node.browsers = browsers = Browsers(chromium, ORIGIN)
    yield browsers
    browsers.close()
    if request.node.get_closest_marker("outage"):
        return
    refusals = request.node.get_closest_marker("refused")
    assert not [said for said in browsers.complaints if not (refusals and REFUSED.search(said))]
    assert not [line for line in _lines(product.log, said_before) if BROKEN.search(line)]


@pytest.fixture
def mailbox(product: Product) -> Mailbox:
    return Mailbox(product)


@pytest.fixture
def found(product: Product) -> Founder:
    """`found("acme")` is an organization that only this test knows, with a signed-in person in every role."""
    return Founder(product.database_url)


def _lines(log: Path, start: int) -> list[str]:
    with log.open("rb") as file:
        file.seek(start)
        return file.read().decode(errors="replace").splitlines()
