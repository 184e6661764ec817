"""Text that people type becomes one line of letters that can be seen, or is refused with words."""

import pytest

from hiveforge.core.text import one_line


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
