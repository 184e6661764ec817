"""The public pages, as they are compiled: every in-page link has a target, nothing needs the server, nothing is styled inline."""

import re

import pytest
from reflex_base.registry import RegistrationContext

from hiveforge.features.contact.pages.contact import contact
from hiveforge.features.contact.pages.sent import contact_sent
from hiveforge.features.marketing.components.site import FOOTER, LINKS
from hiveforge.features.marketing.pages.landing import landing
from hiveforge.features.marketing.pages.pricing import pricing

PAGES = {"/": landing, "/pricing": pricing, "/contact": contact, "/contact/sent": contact_sent}
EVERY = pytest.mark.parametrize("path", PAGES)
ELSEWHERE = {"/sign-up", "/sign-in", "/api/docs"}


@EVERY
def test_page_is_static(path):
    """No state and no event: it is prerendered and reads without JavaScript."""
    shown = str(PAGES[path]())
    assert "reflex___state" not in shown
    assert "css:(" not in shown


@EVERY
def test_page_has_one_first_heading(path):
    assert str(PAGES[path]()).count('jsx("h1"') == 1


@EVERY
def test_every_link_leads_somewhere(path):
    anchors = {address: set(re.findall(r'id:"([\w-]+)"', str(page()))) for address, page in PAGES.items()}
    for target in re.findall(r'(?:href|to):"([^"]+)"', str(PAGES[path]())):
        if target.startswith("http"):
            assert target.endswith(path)  # the canonical address
            continue
        page, _, anchor = target.partition("#")
        page = page or path
        assert page in PAGES.keys() | ELSEWHERE, target
        assert not anchor or anchor in anchors[page], target


@EVERY
def test_ids_are_unique(path):
    ids = re.findall(r'[,{]id:"([\w-]+)"', str(PAGES[path]()))
    assert len(ids) == len(set(ids))


def test_browsers_load_only_the_page_they_look_at():
    """A page's stateful parts are bundled by the module that its function names as its own."""
    modules = {function.__name__: function.__module__ for function, _ in RegistrationContext.get().decorated_pages}
    assert modules["landing"] == landing.__module__
    assert modules["pricing"] == pricing.__module__


def test_header_and_footer_name_each_page_once():
    assert len({href for _, href in LINKS}) == len(LINKS)
    assert all(len({text for text, _ in links}) == len(links) for links in FOOTER.values())
