"""What must hold for every component: nothing the content security policy refuses, nothing Tailwind cannot see."""

import inspect
import re
from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from typing import get_type_hints

import pytest
import reflex as rx
from gallery import GALLERY, Shown

import hiveforge.ui
from hiveforge.ui.base import ClientComponent, Node
from hiveforge.ui.button import button
from hiveforge.ui.error_page import error_boundary
from hiveforge.ui.field import field
from hiveforge.ui.link import native_link
from hiveforge.ui.post_form import post_form

PLUMBING = {
    "acting", "allowed", "base", "event", "events", "form_errors", "gate", "head", "leave", "live", "navigation", "notices",
    "open_from_address", "page", "refresh", "session",
}  # fmt: skip
EVERY = pytest.mark.parametrize("name", sorted(GALLERY))


@EVERY
def test_component_brings_no_inline_style(name):
    assert "css:(" not in str(GALLERY[name]())


@EVERY
def test_component_has_only_literal_class_names(name):
    written = re.findall(r"className:(.)", str(GALLERY[name]()))
    assert set(written) <= {'"'}


@EVERY
def test_component_has_only_icons_known_at_build_time(name):
    assert "DynamicIcon" not in str(GALLERY[name]())


@pytest.mark.parametrize("component", ["title", "stroke_width"])
def test_undeclared_prop_would_be_noticed(component):
    """Keeps the first test honest: this is what it looks for."""
    assert "css:(" in str(rx.icon("plus", **{component: 3}))


def test_every_component_has_an_example():
    missing = {name for _, name in _components()} - GALLERY.keys()
    assert not missing


def test_own_javascript_needs_neither_eval_nor_inline_markup():
    forbidden = re.compile(r"\beval\b|new Function|innerHTML|dangerouslySet|document\.write|\bstyle\b")
    for component in _subclasses(ClientComponent):
        for script in component.javascript:
            assert not forbidden.search(re.sub(r'className: "[^"]*"', "", script)), component.tag


def test_own_javascript_has_one_name_per_component():
    tags = [component.tag for component in _subclasses(ClientComponent)]
    assert len(tags) == len(set(tags))
    for component in _subclasses(ClientComponent):
        assert f"function {component.tag}(" in "".join(component.javascript)


def test_native_link_is_no_router_link():
    assert str(native_link("API", href="/api/docs")).startswith('jsx("a"')


def test_busy_button_says_so_and_keeps_its_label():
    shown = str(button("Save", loading=True))
    assert '"aria-busy":true' in shown
    assert '"Save"' in shown


def test_field_names_its_label_help_and_error():
    shown = str(field("Email", "email", form_id="invite", description="Where the mail goes."))
    assert 'htmlFor:"invite-email"' in shown
    assert '"aria-describedby":"invite-email-help invite-email-error"' in shown
    assert 'id:"invite-email-help"' in shown
    assert 'id:"invite-email-error"' in shown


def test_field_without_message_is_not_invalid_when_the_key_is_missing():
    shown = str(field("Email", "email", form_id="invite", error=Shown.errors["email"]))
    assert '? "true" : "false"' in shown


def test_post_form_posts_without_javascript():
    shown = str(post_form("x", action="/auth/sign-in", form_id="sign-in"))
    assert 'action:"/auth/sign-in"' in shown
    assert 'createElement("form", {...props, ref, method: "post"}' in "".join(
        post_form("x", action="/", form_id="f").add_custom_code()
    )


def _components() -> Iterator[tuple[str, str]]:
    for module in iter_modules(hiveforge.ui.__path__):
        if module.name in PLUMBING:
            continue
        loaded = import_module(f"hiveforge.ui.{module.name}")
        for name, function in inspect.getmembers(loaded, inspect.isfunction):
            returns = get_type_hints(function).get("return")
            if function.__module__ == loaded.__name__ and not name.startswith("_") and returns in {rx.Component, Node}:
                yield module.name, name


def _subclasses(cls: type[ClientComponent]) -> Iterator[type[ClientComponent]]:
    for subclass in cls.__subclasses__():
        yield subclass
        yield from _subclasses(subclass)


def test_only_a_page_that_can_report_its_crash_says_that_it_has():
    reporting, alone = (str(error_boundary(stateful)) for stateful in (True, False))
    assert "handle_frontend_exception" in reporting
    assert "has been reported" in reporting
    assert "handle_frontend_exception" not in alone
    assert "reported" not in alone
