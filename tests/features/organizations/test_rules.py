"""Decisions that need no database: addresses, typed names, tokens, what forms accept."""

from uuid import UUID

import pytest
from pydantic import ValidationError

from hiveforge.core.permissions import Role
from hiveforge.features.organizations import rules
from hiveforge.features.organizations.errors import NameDoesNotMatch, OnlyOwnersMakeOwners, SlugReserved
from hiveforge.features.organizations.schemas import CreateForm, InviteForm, LinkForm, MembersQuery


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Acme", "acme"),
        ("Müller & Söhne GmbH", "muller-sohne-gmbh"),
        ("  Ødegård / Łódź  ", "odegard-lodz"),
        ("Straße", "strasse"),
        ("a" * 80, "a" * 36),
        ("日本", ""),
        ("!", ""),
        ("x", ""),
    ],
)
def test_an_address_is_made_from_the_name(name, slug):
    assert rules.suggest_slug(name) == slug


@pytest.mark.parametrize("name", ["Acme", "日本", "admin", "a" * 80, "-", "👩‍💻"])
def test_every_name_has_addresses_that_the_form_accepts(name):
    candidates = rules.candidates(name)
    assert len(candidates) >= 9
    for slug in candidates:
        assert CreateForm(name="x", slug=slug).slug == slug
        assert not rules.is_reserved(slug)


_ID = UUID("01900000-0000-7000-8000-000000000001")


@pytest.mark.parametrize("slug", ["admin", "new", "api", str(_ID), _ID.hex])
def test_reserved_words_and_ids_are_no_addresses(slug):
    with pytest.raises(SlugReserved) as refused:
        rules.check_slug(slug)
    assert refused.value.param == "slug"


@pytest.mark.parametrize("slug", ["a", "-a", "a-", "a--b", "a_b", "ä-b", "a b", "a" * 41, "a/b", "a\nb", "a\x00b"])
def test_an_address_is_letters_digits_and_single_hyphens(slug):
    with pytest.raises(ValidationError):
        CreateForm(name="Acme", slug=slug)


def test_an_empty_address_is_one_to_be_made():
    assert CreateForm(name="Acme", slug="").slug is None
    assert CreateForm(name="Acme", slug=" ACME-2 ").slug == "acme-2"


@pytest.mark.parametrize("name", ["", "   ", "\x00", "\u2028\n", "a" * 81])
def test_a_name_must_be_seen_and_fit(name):
    with pytest.raises(ValidationError):
        CreateForm(name=name)


def test_a_name_is_kept_as_it_is_written_in_one_line():
    assert CreateForm(name=" Café\n 蜂の巣\t👩‍💻 ").name == "Café 蜂の巣 👩‍💻"


def test_forms_refuse_fields_they_do_not_know():
    with pytest.raises(ValidationError):
        CreateForm(name="Acme", deleted_at="now")  # pyright: ignore[reportCallIssue]


def test_pasted_addresses_are_taken_apart_and_counted_once():
    form = InviteForm(emails="Ada@Example.com, bob@example.com;\n ada@example.com\tcy@example.com ;,")
    assert form.emails == ("ada@example.com", "bob@example.com", "cy@example.com")


@pytest.mark.parametrize(
    ("emails", "words"),
    [
        ("", "at least one"),
        (" ,; ", "at least one"),
        ("ada@example.com, nonsense", "“nonsense” is not an email address"),
        (", ".join(f"p{n}@example.com" for n in range(51)), "at most 50"),
        (["ada@example.com", 7], "string"),
        (None, "tuple"),
    ],
)
def test_wrong_addresses_are_named(emails, words):
    with pytest.raises(ValidationError, match=words):
        InviteForm(emails=emails)


@pytest.mark.parametrize("form", [InviteForm, LinkForm])
def test_nobody_is_invited_as_an_owner(form):
    with pytest.raises(ValidationError, match="Nobody is invited as an owner"):
        form(**({"emails": "a@example.com"} if form is InviteForm else {}), role="owner")


def test_a_search_is_one_short_line():
    assert MembersQuery(search=" a\x00b " + "x" * 500).search == ("a b " + "x" * 500)[:200]


@pytest.mark.parametrize(
    ("by", "old", "new"),
    [(Role.ADMIN, Role.OWNER, Role.MEMBER), (Role.ADMIN, Role.MEMBER, Role.OWNER), (Role.ADMIN, Role.OWNER, None)],
)
def test_only_owners_make_or_unmake_owners(by, old, new):
    with pytest.raises(OnlyOwnersMakeOwners):
        rules.check_change(by, old, new)
    rules.check_change(Role.OWNER, old, new)


def test_the_name_is_typed_as_it_is_shown():
    rules.check_typed_name(" Acme  Inc ", "Acme Inc")
    for typed in ("acme inc", "Acme", ""):
        with pytest.raises(NameDoesNotMatch):
            rules.check_typed_name(typed, "Acme Inc")


def test_only_a_mailed_token_proves_a_mailbox():
    assert rules.proves_mailbox(rules.new_token(mailed=True))
    assert not rules.proves_mailbox(rules.new_token(mailed=False))
    assert len({rules.new_token(mailed=True) for _ in range(100)}) == 100
    assert all(len(rules.new_token(mailed=True)) == 45 for _ in range(10))
