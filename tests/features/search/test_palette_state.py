"""What the palette holds: the answer to what was typed last, whatever order answers come in."""

import asyncio

import pytest
from tabs import Tab

from hiveforge.core.actor import visitor
from hiveforge.core.errors import NotSignedIn
from hiveforge.features.search import Found, Group, service
from hiveforge.features.search import state as state_module
from hiveforge.features.search.state import SearchState


@pytest.fixture
def tab(acme):
    return Tab(acme.viewer, "/o/acme")


async def test_lines_lead_to_the_passage_the_conversation_and_the_member(acme, tab, write, talk, join):
    document = await write(acme, "Guide", "Nothing.", "Marmots & eagles.")
    conversation = await talk(acme.member, "Burrows", "A marmot.", shared=True)
    await join(acme, "Mary Marmot", "mary+m@acme.test")
    await tab.send(SearchState.search, "marmot")
    state = await tab.state(SearchState)
    assert [(one.href, one.title) for one in state.documents] == [
        (f"/o/acme/documents/{document}?passage=2&q=marmot", "Guide")
    ]
    assert [(p.text, p.matches) for p in state.documents[0].pieces] == [("Marmots", True), (" & eagles.", False)]
    assert [(one.href, one.note) for one in state.conversations] == [
        (f"/o/acme/assistant?c={conversation}", "Member of Acme")
    ]
    assert [(one.href, one.name) for one in state.members] == [
        ("/o/acme/members?q=mary%2Bm%40acme.test", "Mary Marmot")
    ]
    assert state.said == "1 document, 1 conversation, 1 member found."
    assert state.answered == "marmot"


@pytest.mark.parametrize("order", [("slow", "quick"), ("quick", "slow")])
async def test_an_answer_that_comes_late_is_dropped(tab, monkeypatch, order):
    gates = {name: asyncio.Event() for name in order}

    async def search(actor, form):
        await gates[form.text].wait()
        return Found([], [], [], (Group.DOCUMENTS,) if form.text == order[0] else (Group.MEMBERS,))

    monkeypatch.setattr(state_module.service, "search", search)
    first = asyncio.create_task(tab.send(SearchState.search, order[0]))
    await asyncio.sleep(0)
    second = asyncio.create_task(tab.send(SearchState.search, order[1]))
    await asyncio.sleep(0)
    gates[order[1]].set()
    await second
    gates[order[0]].set()
    await first
    state = await tab.state(SearchState)
    assert (state.answered, state.failed) == (order[1], ["Members could not be searched just now."])


async def test_an_answer_for_another_place_is_dropped_though_the_words_are_the_same(tab, monkeypatch):
    gate = asyncio.Event()

    async def search(actor, form):
        await gate.wait()
        return Found([], [], [], (Group.DOCUMENTS,))

    monkeypatch.setattr(state_module.service, "search", search)
    asked = asyncio.create_task(tab.send(SearchState.search, "marmot"))
    await asyncio.sleep(0)
    (await tab.state(SearchState)).reset()  # what the gate does when the tab belongs to somebody or somewhere else
    gate.set()
    await asked
    assert (await tab.state(SearchState)).failed == []


async def test_opening_the_palette_forgets_what_was_found_before(acme, tab, write):
    await write(acme, "Guide", "Marmots.")
    await tab.send(SearchState.search, "marmot")
    await tab.send(SearchState.search, "")
    state = await tab.state(SearchState)
    assert (state.documents, state.answered, state.said) == ([], "", "")


async def test_what_fails_is_said_beside_what_is_found(acme, tab, write, monkeypatch):
    async def fail(*_):
        raise TimeoutError

    monkeypatch.setitem(service._ASKING, Group.CONVERSATIONS, fail)
    await write(acme, "Guide", "Marmots.")
    await tab.send(SearchState.search, "marmot")
    state = await tab.state(SearchState)
    assert state.failed == ["Conversations could not be searched just now."]
    assert state.said == "1 document found. Conversations could not be searched just now."
    await tab.send(SearchState.search, "nobody says this")
    assert (await tab.state(SearchState)).said.startswith("Nothing found")


async def test_a_strangers_tab_finds_nothing(acme):
    tab = Tab(visitor(), "/o/acme")
    await tab.send(SearchState.search, "marmot")
    assert await tab.notices() == [NotSignedIn.message]
    assert (await tab.state(SearchState)).documents == []
