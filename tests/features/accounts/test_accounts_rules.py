"""Rules without a database: addresses, passwords, codes and the names of browsers."""

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiveforge.features.accounts import rules, schemas


def accept(rule: Callable[[str], str], text: str) -> str | None:
    """What the rule makes of a text; None when it says, in a sentence, why not."""
    try:
        return rule(text)
    except ValueError as error:
        words = str(error)
    assert re.fullmatch(r"[A-Z].*\.", words)
    return None


def test_list_holds_the_most_used_passwords_that_are_long_enough():
    common = schemas.common_passwords()
    assert len(common) > 10_000
    assert {"password", "12345678", "qwertyuiop", "iloveyou", "sunshine", "football1"} - common <= {"12345678"}
    assert all(len(word) >= schemas.SHORTEST_PASSWORD for word in common)


@pytest.mark.parametrize("password", ["correct horse battery", "hunter2hunter2", "Zürich 8001 See", "x" * 4 + "abcd9!"])
def test_uncommon_passwords_pass_whatever_they_are_made_of(password):
    assert schemas.new_password(password, "ada@acme.test") == password


@given(st.text(max_size=300))
def test_any_text_is_a_password_or_refused_in_words(text):
    accepted = accept(schemas.new_password, text)
    if accepted is not None:
        assert schemas.SHORTEST_PASSWORD <= len(accepted) <= schemas.LONGEST_PASSWORD
        assert accepted.encode()
        assert schemas.canonical_password(accepted) == accepted


@given(st.text(max_size=200))
def test_any_text_is_a_name_or_refused_in_words(text):
    name = accept(schemas.person_name, text)
    if name is not None:
        assert 1 <= len(name) <= schemas.LONGEST_NAME
        assert name.encode()
        assert "\x00" not in name
        assert schemas.person_name(name) == name


@given(st.text(max_size=300) | st.emails())
def test_any_text_is_an_address_or_refused_in_words(text):
    address = accept(schemas.email_address, text)
    if address is not None:
        assert schemas.email_address(address) == address
        assert len(address) <= 254


@pytest.mark.parametrize("typed", ["123456", " 123 456 ", "123-456", "１２３４５６"])
def test_codes_may_be_typed_as_people_type(typed):
    assert schemas.typed_code(typed) == "123456"


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "12345a", "١٢٣٤٥٦", "1\x0023456"])
def test_other_codes_are_refused(typed):
    with pytest.raises(ValueError, match="6 digits"):
        schemas.typed_code(typed)


def test_codes_are_six_digits_and_differ():
    codes = {rules.new_code() for _ in range(200)}
    assert all(len(code) == 6 and code.isdecimal() for code in codes)
    assert len(codes) > 190


def test_same_code_has_another_hash_in_another_flow_and_under_another_key():
    assert len({rules.code_hash(flow, "123456", key) for flow in ("a", "b") for key in ("k", "l")}) == 4


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0",
            "Edge on Windows",
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 Version/18.0 Safari/605.1.15",
            "Safari on macOS",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit CriOS/140.0 Mobile Safari/604.1",
            "Chrome on iPhone",
        ),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36", "Chrome on Android"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
        ("curl/8.5.0", "curl"),
        ("Something Linux", "A browser on Linux"),
        ("", "An unknown browser"),
    ],
)
def test_browsers_are_named_in_words(user_agent, name):
    assert rules.browser_name(user_agent) == name


@pytest.mark.parametrize(
    ("address", "stands_for"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3::4", "2001:0db8:0001:0002"),
        ("", ""),
        ("testclient", "testclient"),
    ],
)
def test_ipv6_networks_count_as_one(address, stands_for):
    assert rules.network(address) == stands_for
