"""One question finds documents, conversations and members, for whoever may read them, whatever is typed."""

import asyncio
from dataclasses import replace

import pytest

from hiveforge.core import actor as actors
from hiveforge.core.clock import now
from hiveforge.core.errors import NotFound, NotSignedIn, Unavailable
from hiveforge.core.permissions import Permission, Role
from hiveforge.features.search import Found, Group, service

NOTHING = Found([], [], [])


def conversations(found):
    return [one.conversation.title for one in found.conversations]


@pytest.fixture
async def marmots(acme, write, talk, join):
    """Everywhere the same word; the member's conversation is shared."""
    await write(acme, "Field guide", "Nothing here.", "Marmots whistle when they see an eagle.")
    await talk(acme.member, "On burrows", "How deep does a marmot dig?", shared=True)
    await join(acme, "Mary Marmot", "mary@acme.test")
    return acme


@pytest.mark.parametrize("role", Role)
async def test_everybody_in_the_organization_finds_all_of_it(marmots, find, role):
    found = await find(marmots.as_(role), "marmot")
    assert [(p.title, p.number, p.text[slice(*p.marks[0])]) for p in found.documents] == [("Field guide", 2, "Marmots")]
    assert conversations(found) == ["On burrows"]
    [said] = found.conversations
    assert [said.text[start:end] for start, end in said.marks] == ["marmot"]
    assert [row.name for row in found.members] == ["Mary Marmot"]
    assert found.failed == ()


@pytest.mark.parametrize(
    ("lacking", "left"),
    [
        (Permission.DOCUMENTS_READ, (0, 1, 1)),
        (Permission.ASSISTANT_READ, (1, 0, 1)),
        (Permission.MEMBERS_READ, (1, 1, 0)),
    ],
)
async def test_a_group_is_asked_only_for_those_who_may_read_it(marmots, find, lacking, left):
    viewer = marmots.viewer
    found = await find(replace(viewer, permissions=viewer.permissions - {lacking}), "marmot")
    assert (len(found.documents), len(found.conversations), len(found.members)) == left
    assert found.failed == ()


async def test_strangers_are_refused(marmots, find):
    with pytest.raises(NotSignedIn):
        await find(actors.visitor(), "marmot")
    with pytest.raises(NotFound):
        await find(actors.user(marmots.owner.user_id), "marmot")


async def test_a_document_is_there_once_with_its_best_passage(acme, write, find):
    await write(acme, "Guide", "marmot", "marmot eagle", "marmot and nothing else to say of it")
    found = await find(acme.viewer, "marmot eagle")
    assert [passage.number for passage in found.documents] == [2]


async def test_a_private_conversation_is_found_by_its_member_alone(acme, talk, find):
    await talk(acme.member, "Private burrows", "The secret marmot.")
    await talk(acme.member, "Public burrows", "The known marmot.", shared=True)
    for text in ("marmot", "burrows", "secret", "private"):
        assert "Private burrows" in conversations(await find(acme.member, text))
        for actor in (acme.owner, acme.admin, acme.viewer):
            assert "Private burrows" not in conversations(await find(actor, text))
    assert conversations(await find(acme.owner, "known marmot")) == ["Public burrows"]


async def test_all_words_must_be_there_in_any_form_and_the_last_may_be_a_beginning(acme, talk, find):
    await talk(acme.member, "Invitations", "Owners invited our colleagues by e-mail: Élodie, Zażółć.")
    for text in (
        "owner colleague",
        "inviting",
        "invitat",
        "invited colle",
        "elodie",
        "ZAZOLC",
        "e-mail",
        "how do we invite",
    ):
        assert conversations(await find(acme.member, text)) == ["Invitations"], text
    for text in ("owner wombat", "colleagues document", "vited"):
        assert conversations(await find(acme.member, text)) == [], text


async def test_what_was_replaced_or_is_being_written_is_not_found(acme, talk, find, owner):
    await talk(acme.member, "Old", "marmot", replaced_at=now())
    await talk(acme.member, "Now", "marmot", status="streaming")
    assert conversations(await find(acme.member, "marmot")) == []
    owner.execute("update assistant_messages set status = 'complete' where status = 'streaming'")
    assert conversations(await find(acme.member, "marmot")) == ["Now"]


async def test_words_that_are_everywhere_find_the_latest(acme, talk, find, monkeypatch):
    for number in range(8):
        await talk(acme.member, f"Talk {number}", "marmot", shared=bool(number % 2))
    await talk(acme.owner, "Private marmot", "marmot")
    few = conversations(await find(acme.member, "marmot"))
    assert few == [f"Talk {number}" for number in (7, 6, 5, 4, 3)]
    monkeypatch.setattr("hiveforge.features.assistant.queries.finding._FEW", 3)
    assert conversations(await find(acme.member, "marmot")) == few
    assert conversations(await find(acme.member, "talk")) == few
    assert conversations(await find(acme.viewer, "marmot")) == [f"Talk {number}" for number in (7, 5, 3, 1)]


@pytest.mark.parametrize(
    "text",
    [
        "%", "%%", "__", "'", "''; drop table users; --", '"', '"unclosed', "\\", "\\'", "a\\:*", ":*", "& | !", "(", "!!", "<->",
        "\x00", "mar\x00mot", "\ud800", "\u202e", "x" * 1000, "marmot " * 200, "'marmot':* | '", "the and of", "a", " ", "",
        "http://x.test/a'b?c=\\d&e", "../../etc/passwd", "\U0001d54f\u0301", "{{7*7}}", "$1", "%s", ":place", "e\u0301lodie",
    ],
    ids=repr,
)  # fmt: skip
async def test_whatever_is_typed_is_words_to_look_for(marmots, find, text):
    found = await find(marmots.viewer, text)
    assert found.failed == ()
    if "marmot" not in text:
        assert found == NOTHING


async def test_percent_signs_stand_for_themselves(acme, join, find):
    await join(acme, "Fifty 50% Off", "fifty@acme.test")
    assert [row.name for row in (await find(acme.viewer, "50%")).members] == ["Fifty 50% Off"]
    assert (await find(acme.viewer, "%i%y")).members == []


@pytest.mark.parametrize("failure", [Unavailable(), RuntimeError("broken"), TimeoutError()], ids=repr)
@pytest.mark.parametrize("group", Group)
async def test_a_group_that_fails_leaves_the_others(marmots, find, monkeypatch, group, failure):
    async def fail(*_):
        raise failure

    monkeypatch.setitem(service._ASKING, group, fail)
    found = await find(marmots.viewer, "marmot")
    assert found.failed == (group,)
    counts = {Group.DOCUMENTS: found.documents, Group.CONVERSATIONS: found.conversations, Group.MEMBERS: found.members}
    assert {one: len(rows) for one, rows in counts.items()} == {one: int(one is not group) for one in Group}


@pytest.mark.parametrize("table", ["document_chunks", "assistant_messages", "memberships"])
async def test_a_slow_group_is_left_out_in_time(marmots, find, owner, monkeypatch, table):
    """Somebody holds the table, as a migration does: the statement ends by itself, and so does the wait."""
    monkeypatch.setattr(service, "_MILLISECONDS", 200)
    groups = dict(zip(("document_chunks", "assistant_messages", "memberships"), Group, strict=True))
    with owner.transaction():
        owner.execute(f"lock table {table} in access exclusive mode")
        async with asyncio.timeout(2):
            found = await find(marmots.viewer, "marmot")
    assert groups[table] in found.failed
    assert (await find(marmots.viewer, "marmot")).failed == ()


async def test_programs_ask_the_same(marmots, http):
    async with http(marmots.secrets[Role.VIEWER]) as api:
        answer = await api.get("/api/v1/organizations/acme/search", params={"q": "marmot"})
        short = await api.get("/api/v1/organizations/acme/search", params={"q": "m"})
    assert answer.status_code == 200
    found = answer.json()
    assert [row["title"] for row in found["documents"]] == ["Field guide"]
    assert [row["conversation"]["title"] for row in found["conversations"]] == ["On burrows"]
    assert [row["email"] for row in found["members"]] == ["mary@acme.test"]
    assert found["failed"] == []
    assert short.status_code == 422


async def test_programs_of_others_find_nothing_there(marmots, globex, http):
    async with http(globex.secrets[Role.OWNER]) as api:
        answer = await api.get("/api/v1/organizations/acme/search", params={"q": "marmot"})
    async with http() as api:
        nobody = await api.get("/api/v1/organizations/acme/search", params={"q": "marmot"})
    assert (answer.status_code, nobody.status_code) == (404, 401)
