"""Canaries: words that only another organization has, looked for at every door of the search."""

from urllib.parse import quote_plus

import pytest
from tabs import Tab

from hiveforge.core import actor as actors
from hiveforge.core.permissions import Role
from hiveforge.features.assistant import service as assistant
from hiveforge.features.search.state import SearchState

CANARIES = ["violetmarmotseven", "cobaltheronnine", "amberlynxfour", "scarletibistwo"]


@pytest.fixture
async def secrets(globex, write, talk, join):
    """In a title, in a passage, in what was said and in a name; shared with everybody there."""
    await write(globex, CANARIES[0], f"The word is {CANARIES[1]}.")
    await talk(globex.member, CANARIES[0], f"The word is {CANARIES[2]}.", shared=True)
    await join(globex, CANARIES[3], f"{CANARIES[3]}@globex.test")


@pytest.fixture
async def ours(acme, write, talk):
    await write(acme, "Ours", "The word is known.")
    await talk(acme.member, "Ours", "The word is known.", shared=True)


@pytest.mark.parametrize("asked", [*CANARIES, "violetmarmot", "word", "the word is", "globex", "cobaltheronnine known"])
async def test_no_door_tells_anything_of_others(acme, globex, secrets, ours, find, http, asked):
    posing = actors.user(acme.owner.user_id, organization=globex.id, slug="globex", role=Role.OWNER)
    for actor in (acme.owner, acme.viewer, posing):
        found = await find(actor, asked)
        assert not tells(repr((found, [one.text for one in found.conversations])))
        assert not tells(repr(await assistant.list_conversations(actor, asked)))
    tab = Tab(acme.owner, "/o/acme")
    await tab.send(SearchState.search, asked)
    shown = await tab.state(SearchState)
    lines = repr((shown.documents, shown.conversations, shown.members, shown.said))
    assert not tells(lines.replace(quote_plus(asked), ""))  # one's own words stand in the addresses
    async with http(acme.secrets[Role.OWNER]) as api:
        answers = [
            await api.get(f"/api/v1/organizations/{slug}/search", params={"q": asked}) for slug in ("acme", "globex")
        ]
    assert not tells("".join(answer.text for answer in answers))


async def test_whose_they_are_finds_them(globex, secrets, find):
    for canary in CANARIES:
        found = await find(globex.viewer, canary)
        said = [one.text for one in found.conversations]
        assert canary in repr((found, said))


async def test_somebody_who_was_removed_finds_nothing_at_the_next_letter(globex, secrets, find, owner):
    owner.execute("delete from memberships where user_id = %s", [globex.viewer.user_id])
    for canary in CANARIES:
        assert not tells(repr(await find(globex.viewer, canary)))


async def test_logs_tell_nothing_of_what_was_found(globex, secrets, find, capsys):
    for canary in CANARIES:
        await find(globex.viewer, canary)
    told = capsys.readouterr()
    assert not tells(told.out + told.err)


def tells(text: str) -> bool:
    return any(canary in text for canary in CANARIES)
