"""What visitors asked for, on the pages of platform admins and without a browser."""

import pytest
from tabs import Tab

from hiveforge.core import actor as actors
from hiveforge.features import contact
from hiveforge.features.admin.state import AttentionState, RequestsState
from hiveforge.ui.notices import Notices


@pytest.fixture
def asked(owner):
    """`await asked("Big")` is a request of that company; it returns its id."""

    async def ask(company, message="We are many."):
        form = contact.ContactForm(
            name="Ida Okafor", email="ida@big.example", company=company, seats=1200, message=message
        )
        await contact.ask(actors.visitor("192.0.2.1"), form)
        return owner.execute("select id from contact_requests order by created_at desc limit 1").fetchone()[0]

    return ask


@pytest.fixture
def page(root):
    async def loaded(query=""):
        tab = Tab(root, f"/admin/requests{query}")
        await tab.send(RequestsState.load)
        return tab, await tab.state(RequestsState)

    return loaded


async def test_nobody_has_asked_anything(page):
    _, state = await page()
    assert (state.requests, state.total, state.narrowed, state.loading) == ([], 0, False, False)


async def test_open_requests_are_listed_and_others_when_asked_for(page, asked, root):
    first = await asked("First")
    await asked("Second")
    await contact.mark_answered(root, first)
    for query, companies, narrowed in (
        ("", ["Second"], False),
        ("?show=answered", ["First"], False),
        ("?show=all", ["Second", "First"], False),
        ("?show=king", ["Second"], False),
        ("?show=all&q=fir", ["First"], True),
        ("?q=nobody", [], True),
    ):
        _, state = await page(query)
        assert ([line.company for line in state.requests], state.narrowed) == (companies, narrowed)


async def test_marking_one_as_answered_takes_it_off_the_list_and_offers_undo(page, asked):
    request = await asked("First")
    tab, state = await page()
    around = await tab.state(AttentionState)
    assert (around.requests, state.requests[0].seats, state.requests[0].answered) == (1, "1,200", "")
    await tab.send(RequestsState.mark_answered, str(request))
    assert (state.requests, around.requests) == ([], 0)
    (notice,) = (await tab.state(Notices)).items
    assert (notice.message, notice.undo) == ("Marked as answered.", str(request))
    await tab.send(RequestsState.reopen, notice.undo)
    assert ([line.company for line in state.requests], around.requests) == (["First"], 1)


async def test_one_request_shows_all_of_it_and_a_way_to_answer(asked, root):
    request = await asked("First", message="One.\n\nTwo <b>words</b>.")
    tab = Tab(root, f"/admin/requests/{request}")
    await tab.send(RequestsState.open)
    state = await tab.state(RequestsState)
    assert state.shown.message == "One.\n\nTwo <b>words</b>."
    assert state.shown.answer.startswith("mailto:ida@big.example?subject=")
    await tab.send(RequestsState.mark_answered, str(request))
    assert state.shown.answered_by == "Robin Root"
    await tab.send(RequestsState.reopen, str(request))
    assert (state.shown.answered, state.shown.answered_by) == ("", "")


@pytest.mark.parametrize("address", ["nonsense", "0197b6a0-0000-7000-8000-000000000000"])
async def test_a_request_that_is_not_there_fills_the_page_with_that(root, address):
    tab = Tab(root, f"/admin/requests/{address}")
    await tab.send(RequestsState.open)
    assert await tab.refusal() == "not_found"


async def test_one_that_came_again_is_not_opened_beside_it_and_says_why(page, asked, root):
    request = await asked("First")
    await contact.mark_answered(root, request)
    await asked("First")
    tab, _ = await page("?show=answered")
    await tab.send(RequestsState.reopen, str(request))
    assert await tab.notices() == ["The same request came again and is open. Answer that one."]


async def test_nobody_else_reads_or_answers_from_a_tab(acme, asked, owner):
    request = await asked("First")
    tab = Tab(acme.owner, "/admin/requests")
    await tab.send(RequestsState.mark_answered, str(request))
    assert (await tab.state(RequestsState)).requests == []
    assert owner.execute("select answered_at from contact_requests").fetchall() == [(None,)]
