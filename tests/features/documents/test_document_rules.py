"""Passages, titles, words, marks: decisions that need nothing but their arguments."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from hiveforge.core.clock import new_id
from hiveforge.features.documents import rules
from hiveforge.features.documents.rules.ranking import fused
from hiveforge.features.documents.schemas import ChangeForm, DocumentForm, FoundPassage, Passage, Piece
from hiveforge.gateways.extraction import Block


def cut(*blocks):
    return list(rules.passages(Block(*block) for block in blocks))


def test_a_heading_begins_a_passage_and_stands_above_it():
    assert cut(("Before",), ("A", 1), ("one",), ("two",), ("B", 2), ("three",), ("C", 1), ("four",)) == [
        Passage((), "Before"), Passage(("A",), "one\n\ntwo"), Passage(("A", "B"), "three"), Passage(("C",), "four"),
    ]  # fmt: skip


def test_a_heading_without_text_is_a_passage_unless_others_stand_under_it():
    assert cut(("Chapter", 1), ("Empty", 2), ("Full", 2), ("text",), ("End", 1)) == [
        Passage(("Chapter",), "Empty"), Passage(("Chapter", "Full"), "text"), Passage((), "End"),
    ]  # fmt: skip


def test_a_page_begins_a_passage():
    found = cut(("A", 1, 1), ("one", 0, 1), ("two", 0, 2))
    assert [(p.headings, p.text, p.page) for p in found] == [(("A",), "one", 1), (("A",), "two", 2)]


def test_a_long_paragraph_is_cut_where_sentences_end():
    text = "This is a sentence. " * 200
    found = [passage.text for passage in cut((text,))]
    assert all(part.endswith("sentence.") and len(part) <= rules.LONGEST for part in found)


@given(
    st.lists(st.tuples(st.text("ab .\n", min_size=1, max_size=5000), st.integers(0, 2), st.none() | st.integers(1, 3)))
)
def test_no_word_is_lost_and_no_passage_is_too_long(blocks):
    blocks = [(text, level, page) for text, level, page in blocks if text.strip()]
    found = cut(*blocks)
    assert all(0 < len(passage.text) <= rules.LONGEST + 2 or "\n" not in passage.text for passage in found)
    body = "".join("".join(text.split()) for text, level, _ in blocks if not level)
    kept = "".join("".join(p.text.split()) for p in found)
    assert len(kept) >= len(body)
    told = {heading for p in found for heading in (*p.headings, p.text)}
    assert {text for text, level, _ in blocks if level} <= told


def test_without_blocks_there_are_no_passages():
    assert cut() == []


@pytest.mark.parametrize(
    ("file", "title"),
    [
        ("Hand_book v2.pdf", "Hand book v2"),
        ("notes", "notes"),
        (".env", ".env"),
        ("a.b.md", "a.b"),
        ("1.2 the plan for it", "1.2 the plan for it"),
    ],
)
def test_a_title_is_the_files_name_without_its_ending(file, title):
    assert rules.title_of(file) == title


def test_words_are_lower_case_without_accents_numbers_and_short_ones():
    assert rules.vocabulary(["Größe Répect 2024 x1y2 the Naïve", "naive größe"]) == ["grosse", "naive", "repect"]


def test_marks_are_places_in_the_text():
    text, marks = rules.marks("a \x02bee\x03 and \x02bees\x03")
    assert (text, [text[a:b] for a, b in marks]) == ("a bee and bees", ["bee", "bees"])
    assert rules.pieces(text, marks) == (Piece("a "), Piece("bee", True), Piece(" and "), Piece("bees", True))
    assert rules.marks("no marks") == ("no marks", ())


def test_a_snippet_shows_where_most_words_match():
    text = "start word " + "x " * 400 + "here word and word and word " + "y " * 400
    marks = tuple((at, at + 4) for at in range(len(text)) if text.startswith("word", at))
    shown = "".join(piece.text for piece in rules.snippet(text, marks))
    assert shown.startswith("…")
    assert shown.endswith("…")
    assert shown.count("word") == 3
    assert [piece.text for piece in rules.snippet(text, marks) if piece.matches] == ["word"] * 3


@given(st.text("ab \n", min_size=1, max_size=2000), st.data())
def test_a_snippet_is_part_of_the_text(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    pieces = rules.snippet(text, ((start, min(len(text), start + 3)),))
    assert "".join(p.text for p in pieces).strip("…") in text.replace("\n", " ")


def test_what_both_searches_find_comes_first_and_no_document_takes_all_places():
    one, other = new_id(), new_id()
    passages = {new_id(): FoundPassage(d, "", (), n, "", None, 1.0, ()) for n, d in enumerate([one] * 5 + [other])}
    chunks = list(passages)
    assert [p.number for p in rules.hybrid(chunks[:5], [chunks[5], new_id()], passages)] == [0, 5, 1, 2]
    assert rules.hybrid(chunks[:5], [chunks[4]], passages)[0].number == 4


def test_what_several_searches_find_comes_first():
    scores = fused(["a", "b", "c"], ["c", "d"])
    assert next(iter(scores)) == "c"
    assert scores["a"] > scores["b"] > 0
    assert set(scores) == {"a", "b", "c", "d"}


def test_tags_are_short_different_and_few():
    assert ChangeForm(tags=" HR ,legal, hr").tags == ("HR", "legal")
    for wrong in ("x" * 41, ",".join(str(n) for n in range(11))):
        with pytest.raises(ValidationError):
            ChangeForm(tags=wrong)


def test_a_files_name_holds_no_path():
    assert DocumentForm(name="../../etc/passwd.txt", size=1).name == "passwd.txt"


@pytest.mark.parametrize(
    ("title", "headings", "place"),
    [
        ("Handbook", ("Handbook", "Leave"), "Leave"),
        ("Handbook", ("HANDBOOK ",), ""),
        ("Handbook", ("Leave", "Handbook"), "Leave › Handbook"),
        ("Handbook", (), ""),
    ],
)
def test_a_title_is_not_said_twice(title, headings, place):
    assert rules.place_in(title, headings) == place
