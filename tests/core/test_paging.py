"""Cursors: opaque, signed, and good for the list they were made for."""

import base64

import pytest

from hiveforge.core import paging


def test_a_cursor_gives_back_what_it_was_given():
    for values in (["ada", "1"], ["Żółć 蜂の巣 👩‍💻", ""], ['quote " and \\ slash', "\x7f"]):
        assert paging.decode("members name", paging.encode("members name", values)) == values


def test_a_cursor_can_stand_in_an_address():
    assert paging.encode("members", ["ü?&=/+ " * 9, "x"]).replace("-", "").replace("_", "").isalnum()


def test_a_cursor_of_another_list_or_order_is_refused():
    with pytest.raises(paging.BadCursor):
        paging.decode("members -name", paging.encode("members name", ["a", "b"]))


@pytest.mark.parametrize("made_up", ["x", "=", "é", "AAAA", "A" * 200, base64.urlsafe_b64encode(b'["a","b"]').decode()])
def test_a_made_up_cursor_is_refused(made_up):
    with pytest.raises(paging.BadCursor) as refused:
        paging.decode("members", made_up)
    assert refused.value.fields.keys() == {"cursor"}


def test_a_tampered_cursor_is_refused():
    cursor = paging.encode("members", ["a", "b"])
    for at in range(len(cursor)):
        tampered = cursor[:at] + ("A" if cursor[at] != "A" else "B") + cursor[at + 1 :]
        with pytest.raises(paging.BadCursor):
            paging.decode("members", tampered)


def test_the_last_piece_has_no_cursor():
    assert paging.cut([1, 2, 3], 3, str) == ([1, 2, 3], None)
    assert paging.cut([1, 2, 3, 4], 3, str) == ([1, 2, 3], "3")
    assert paging.cut([], 3, str) == ([], None)
