"""Canaries: strings that only another tenant's documents have, looked for at every door."""

import psycopg
import pytest
from tabs import Tab

from hiveforge.core import actor as actors
from hiveforge.core.databases import databases
from hiveforge.core.permissions import Role
from hiveforge.features.documents import SearchForm, service
from hiveforge.features.documents.state import DocumentsState, DocumentState

CANARIES = ["violetmarmotseven", "cobaltheronnine", "amberlynxfour"]


@pytest.fixture
async def secret(globex, add):
    """Globex' document: a canary in the title, in a heading and in the text."""
    title, heading, text = CANARIES
    return await add(globex.member, f"# {heading}\n\nThe word is {text}.", f"{title}.md", tags=title)


@pytest.fixture
async def ours(acme, add):
    return await add(acme.member, "# Ours\n\nThe word is known to others.", "ours.md")


@pytest.mark.parametrize("asked", [*CANARIES, "violetmarmot", "the word is", '"word is"', "cobalthero amberlynx known"])
async def test_searching_finds_only_ones_own(acme, secret, ours, asked, http):
    found = await service.search(acme.owner, SearchForm(text=asked, limit=50))
    assert not _tells(repr(found))
    async with http(acme.secrets[Role.OWNER]) as api:
        answers = [
            await api.get("/api/v1/organizations/acme/documents/search", params={"q": asked, "limit": 50}),
            await api.get("/api/v1/organizations/acme/documents", params={"q": asked}),
            await api.get("/api/v1/organizations/acme/documents/tags"),
            await api.get("/api/v1/organizations/globex/documents/search", params={"q": asked}),
        ]
    assert not _tells("".join(answer.text for answer in answers))


async def test_pages_show_only_ones_own(acme, secret, ours):
    tab = Tab(acme.owner, f"/o/acme/documents?q={CANARIES[2][:9]}")
    await tab.send(DocumentsState.load)
    assert not _tells(repr((await tab.state(DocumentsState)).dict()))
    tab.go(f"/o/acme/documents/{secret.id}")
    await tab.send(DocumentState.load)
    assert await tab.refusal() == "not_found"
    assert not _tells(repr((await tab.state(DocumentState)).dict()))


@pytest.mark.parametrize("function", ["search_documents(%s, %s, 50)", "document_terms(%s, %s)"])
async def test_the_search_functions_answer_nobody_who_does_not_belong(acme, globex, secret, ours, function):
    """Asked as the web login would be, by somebody who claims whatever they like."""
    posing = actors.user(acme.owner.id, organization=globex.id, slug="globex", role=Role.OWNER)
    nowhere = actors.user(acme.owner.id)
    for actor in (acme.owner, posing, nowhere):
        assert _asked(actor, function, globex.id, CANARIES[2]) == []
    assert _asked(globex.viewer, function, globex.id, CANARIES[2]) != []
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        _asked(actors.visitor(), function, globex.id, CANARIES[2])


async def test_logs_tell_nothing_of_what_documents_say(acme, globex, secret, ours, add, capsys):
    await add(globex.member, b"%PDF-1.7\n" + CANARIES[0].encode() * 20, "broken.pdf")
    await service.search(globex.member, SearchForm(text=CANARIES[2]))
    told = capsys.readouterr()
    assert not _tells(told.out + told.err)


async def test_a_deleted_organization_is_searched_by_nobody(globex, secret, owner):
    owner.execute("update organizations set deleted_at = now() where id = %s", [globex.id])
    assert _asked(globex.owner, "search_documents(%s, %s, 50)", globex.id, CANARIES[2]) == []


async def test_somebody_who_is_removed_finds_nothing_at_the_next_search(globex, secret, owner):
    owner.execute("delete from memberships where user_id = %s", [globex.viewer.id])
    assert await service.search(globex.viewer, SearchForm(text=CANARIES[2])) == []


def _tells(text: str) -> bool:
    return any(canary in text for canary in CANARIES)


def _asked(actor, function, *arguments):
    with psycopg.connect(databases().web) as connection:
        connection.execute(
            "select set_config('role', %s, true), set_config('request.jwt.claims', %s, true)",
            [actor.database_role, actor.claims()],
        )
        return connection.execute(f"select * from private.{function}", arguments).fetchall()
