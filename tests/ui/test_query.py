"""Reading a list's state from its address, whatever people write there."""

import pytest

from hiveforge.ui.query import PAGE_SIZE, TableQuery

SORTS = ("name", "-joined")
ROLES = {"role": {"owner", "member"}}


def parse(**parameters: str) -> TableQuery:
    return TableQuery.parse(parameters, sorts=SORTS, filters=ROLES)


def test_empty_address_asks_for_the_first_page_in_the_default_order():
    query = parse()
    assert (query.search, query.sort, query.descending, query.page, query.offset) == ("", "name", False, 1, 0)
    assert not query.narrowed


def test_minus_sorts_descending():
    assert (parse(sort="-name").sort, parse(sort="-name").descending) == ("name", True)
    assert (parse(sort="joined").sort, parse(sort="joined").descending) == ("joined", False)


@pytest.mark.parametrize("sort", ["password", "--name", "name; drop table", "-", "NAME"])
def test_unknown_order_falls_back_to_the_default(sort):
    assert (parse(sort=sort).sort, parse(sort=sort).descending) == ("name", False)


def test_first_of_the_orders_may_be_descending():
    query = TableQuery.parse({}, sorts=("-at",))
    assert (query.sort, query.descending) == ("at", True)


@pytest.mark.parametrize("page", ["0", "-1", "x", "1.5", "", "99999999", "²", "١"])
def test_impossible_page_is_the_first(page):
    assert parse(page=page).page == 1


def test_page_moves_the_offset():
    assert parse(page="3").offset == 2 * PAGE_SIZE


def test_search_is_trimmed_and_bounded():
    assert parse(q="  ada ").search == "ada"
    assert len(parse(q="x" * 10_000).search) == 200


def test_only_known_values_filter():
    assert parse(role="owner").filters == {"role": "owner"}
    assert parse(role="root").filters == {}
    assert parse(colour="red").filters == {}


def test_search_or_filter_narrows():
    assert parse(q="ada").narrowed
    assert parse(role="owner").narrowed
    assert not parse(page="2", sort="-name").narrowed
