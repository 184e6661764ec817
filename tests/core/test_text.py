"""Text that people type becomes one line of letters that can be seen, or is refused with words."""

import pytest

from hiveforge.core.text import one_line, several_lines


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("  Ada  \n Lovelace ", "Ada Lovelace"), ("Zoë", "Zoë"), ("名前", "名前"), ("🚀 Launch", "🚀 Launch")],
)
def test_a_name_is_one_composed_line(typed, stored):
    assert one_line(typed, longest=20) == stored


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Give it a name"),
        (" \t\n", "Give it a name"),
        ("x" * 21, "at most 20"),
        ("a\x00b", "can be seen"),
        ("a\u202eb", "can be seen"),
        ("\ud800", "can be seen"),
        ("\u200b\u200d", "can be seen"),
    ],
)
def test_what_cannot_be_a_name_is_refused_with_words(typed, words):
    with pytest.raises(ValueError, match=words):
        one_line(typed, longest=20)


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (" Hello\r\n\r\nthere \n", "Hello\n\nthere"),
        ("a\x00b\u202ec\ud800", "abc"),
        ("1\ttab", "1   tab"),
        ("one\u2028line", "oneline"),
    ],
)
def test_a_message_keeps_its_lines_and_loses_what_cannot_be_seen(typed, stored):
    assert several_lines(typed, longest=20, missing="Write.") == stored


@pytest.mark.parametrize(("typed", "words"), [(" \n\x00", "Write"), ("x" * 21, "at most 20")])
def test_what_cannot_be_a_message_is_refused_with_words(typed, words):
    with pytest.raises(ValueError, match=words):
        several_lines(typed, longest=20, missing="Write.")
