"""One tree, two faces: what a message looks like in HTML and in plain text."""

import re
from html import unescape

import pytest

from hiveforge.features import mailing
from hiveforge.features.mailing.emails import Rendered, render

HOSTILE = '<img src=x onerror=alert(1)> & "Ada" O\'Hara'


def words(html: str) -> str:
    """What a reader of the HTML sees."""
    body = re.sub(r"<style.*?</style>|<!--.*?-->|<title>.*?</title>|<[^>]+>", " ", html, flags=re.DOTALL)
    return " ".join(unescape(body).split())


def render_all(name: str = "Ada") -> Rendered:
    return render(
        mailing.Email(
            mailing.Heading(f"Welcome, {name}"),
            mailing.Text(
                "Hello ", mailing.Strong(name), ", read ", mailing.Link("our guide", "https://e.co/g?a=1&b=2"), "."
            ),
            mailing.Code("482913"),
            mailing.Button("Verify address", "https://e.co/verify?token=t&next=%2Fo"),
            mailing.Divider(),
            mailing.Facts(("When", "23 November"), ("Who", name)),
            mailing.Footer("You get this because ", mailing.Strong(name), " asked."),
            subject=f"Welcome, {name}",
            preview=f"{name}, your code is 482913",
        )
    )


def test_every_component_says_the_same_in_html_and_in_text():
    rendered = render_all()
    for said in ("Welcome, Ada", "our guide", "482913", "Verify address", "When", "23 November", "because Ada asked"):
        assert said in words(rendered.html)
        assert said in rendered.text


def test_links_are_the_same_in_html_and_in_text():
    rendered = render_all()
    hrefs = {unescape(href) for href in re.findall(r'href="([^"]*)"', rendered.html)}
    for url in ("https://e.co/g?a=1&b=2", "https://e.co/verify?token=t&next=%2Fo"):
        assert url in hrefs
        assert url in rendered.text


def test_what_people_typed_is_never_markup():
    typed = HOSTILE
    rendered = render(
        mailing.Email(
            mailing.Heading(typed),
            mailing.Text(typed, mailing.Strong(typed), mailing.Link(typed, "https://e.co"), muted=True),
            mailing.Code(typed),
            mailing.Button(typed, "https://e.co"),
            mailing.Facts((typed, typed)),
            mailing.Footer(typed, mailing.Strong(typed)),
            subject=typed,
            preview=typed,
        )
    )
    assert "<img" not in rendered.html
    assert words(rendered.html).count(HOSTILE) == 11  # the title stands in the head
    assert HOSTILE in rendered.text
    assert rendered.subject == HOSTILE


def test_a_label_cannot_leave_its_attribute():
    rendered = render(mailing.Email(mailing.Text("x"), subject='"><script>alert(1)</script>'))
    assert "<script" not in rendered.html


def test_a_name_that_looks_like_mjml_stays_words():
    rendered = render_all("</mj-text><mj-raw><script>alert(1)</script></mj-raw>")
    assert "<script" not in rendered.html
    assert "</mj-text><mj-raw>" in words(rendered.html)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("Hello\r\nBcc: victim@example.com", "Hello Bcc: victim@example.com"),
        ("a\nb\x00c\x0bd\u2028e\u2029f\x85g", "a b c d e f g"),
        ("  many   spaces ", "many spaces"),
        ("pay\u202eevil", "pay evil"),
        ("\ud800", ""),
        ("Żółć 蜂の巣 👩‍💻", "Żółć 蜂の巣 👩‍💻"),
        ("x" * 500, "x" * 199 + "…"),
    ],
)
def test_a_subject_is_one_clean_line(given, expected):
    rendered = render(mailing.Email(mailing.Text("x"), subject=given, preview=given))
    assert rendered.subject == rendered.preview == expected
    rendered.subject.encode()


def test_what_no_database_holds_is_left_out():
    rendered = render_all("A\x00d\ud800a")
    assert "Welcome, Ada" in rendered.text
    assert "Welcome, Ada" in words(rendered.html)
    for part in (rendered.html, rendered.text):
        assert "\x00" not in part
        part.encode()


@pytest.mark.parametrize("url", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "/relative", ""])
def test_only_web_and_mail_addresses_become_links(url):
    for make in (mailing.Link, mailing.Button):
        with pytest.raises(ValueError, match="web and mail addresses only"):
            make("Click", url)


def test_a_code_is_copied_without_spaces():
    assert "482913" in render_all().html
    assert "\n    482913\n" in render_all().text


def test_long_links_are_not_broken_in_plain_text():
    url = "https://e.co/verify?token=" + "a" * 300
    rendered = render(mailing.Email(mailing.Text("Or open ", mailing.Link(url, url), "."), subject="x"))
    assert url in rendered.text
    assert f"({url})" not in rendered.text


def test_the_footer_stands_below_a_signature_line():
    assert re.search(r"\n-- \nYou get this because Ada asked\.\n$", render_all().text)


def test_the_message_follows_the_readers_colour_scheme():
    html = render_all().html
    assert '<meta name="color-scheme" content="light dark"' in html
    assert "prefers-color-scheme: dark" in html


def test_a_message_loads_nothing_from_elsewhere():
    html = re.sub(r'href="[^"]*"', "", render_all().html)
    assert not re.findall(r"(?:src|url\(|@import)[^>]{0,60}//", html)


def test_equal_trees_render_to_equal_bytes():
    assert render_all() == render_all()
