"""Finding by meaning: vectors are made in the background, searched together with words, and made anew for another model."""

from datetime import timedelta

import pytest

from hiveforge.core.actor import system
from hiveforge.core.errors import Unavailable
from hiveforge.core.settings import settings
from hiveforge.features.documents import SearchForm, service
from hiveforge.gateways.llm import llm

from .conftest import form, in_pieces
from .embedder import embedder

LEAVE, PAY = "Everybody has thirty days of leave.", "Wages come at the end of the month."
WORKER = system("embedding")


@pytest.fixture
def model(folder, monkeypatch):
    """`model("name")` is set up from then on."""
    with embedder() as server:
        monkeypatch.setenv("OPENAI_API_KEY", "sk-test")
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)

        def choose(name: str) -> None:
            monkeypatch.setenv("HIVEFORGE_OPENAI_EMBEDDING_MODEL", name)
            settings.cache_clear()
            llm.cache_clear()

        choose("first")
        server.choose = choose
        yield server
        monkeypatch.undo()
        settings.cache_clear()
        llm.cache_clear()


@pytest.fixture
async def library(acme, add):
    """Read before there is a model: the worker that reads would also embed, once in a minute."""
    await add(acme.member, LEAVE, "Leave.txt")
    await add(acme.member, PAY, "Pay.txt")
    return acme


@pytest.fixture
async def handbook(acme, add):
    return await add(acme.member, "# Rules\n\n## Leave\n\nThirty days.", "Handbook.md")


async def titles(actor, text, **options):
    return [found.title for found in await service.search(actor, SearchForm(text=text, **options))]


async def test_what_is_said_in_other_words_is_found(library, model):
    assert await titles(library.viewer, "vacation") == []
    assert await service.embed_missing(WORKER) == 2
    assert (await titles(library.viewer, "vacation"))[0] == "Leave"
    assert (await titles(library.viewer, "How much is my salary?"))[0] == "Pay"
    assert await titles(library.viewer, "vacation", by_meaning=False) == []


async def test_the_model_is_told_where_a_passage_stands_and_each_only_once(handbook, model):
    await service.embed_missing(WORKER)
    assert await service.embed_missing(WORKER) == 0
    assert model.asked == [["Handbook\nRules\nLeave\nThirty days."]]


async def test_nobody_is_asked_while_an_organization_has_no_vectors(library, model):
    assert await titles(library.viewer, "leave") == ["Leave"]
    assert model.asked == []


async def test_words_alone_are_searched_while_the_model_does_not_answer(library, model):
    await service.embed_missing(WORKER)
    model.broken = True
    assert await titles(library.viewer, "leave") == ["Leave"]
    assert await titles(library.viewer, "vacation") == []


async def test_a_failing_model_leaves_what_is_done_and_the_next_run_goes_on(library, model, owner):
    model.broken = True
    with pytest.raises(Unavailable):
        await service.embed_missing(WORKER)
    model.broken = False
    assert await service.embed_missing(WORKER) == 2


async def test_another_model_makes_all_vectors_anew_and_progress_is_seen(library, model, owner):
    await service.embed_missing(WORKER)
    model.choose("second")
    progress = await service.embedding_progress(library.viewer)
    assert (progress.model, progress.embedded, progress.total) == ("second", 0, 2)
    assert await service.embed_missing(WORKER, at_most=timedelta(0)) == 0
    assert await service.embed_missing(WORKER) == 2
    assert (await service.embedding_progress(library.viewer)).embedded == 2
    assert owner.execute("select distinct model from document_embeddings").fetchall() == [("second",)]
    assert (await titles(library.viewer, "holidays"))[0] == "Leave"


async def test_replaced_and_deleted_documents_are_not_found_by_meaning(library, model, owner, drain):
    await service.embed_missing(WORKER)
    page = await service.list_documents(library.member)
    leave = next(row for row in page.rows if row.title == "Leave")
    content = b"Nothing of that."
    await service.replace(library.member, leave.id, form("new.txt", content), in_pieces(content))
    await drain()
    assert "Leave" not in await titles(library.viewer, "vacation", limit=1)
    await service.embed_missing(WORKER)
    for row in page.rows:
        await service.delete(library.member, row.id)
    assert owner.execute("select count(*) from document_embeddings").fetchone()[0] == 0


async def test_other_organizations_meanings_are_not_found(library, globex, add, model):
    await add(globex.member, "The secret honey", "secret.txt")
    await service.embed_missing(WORKER)
    assert "secret" not in await titles(library.viewer, "nectar")
    assert await titles(globex.viewer, "nectar") == ["secret"]


async def test_without_a_model_nothing_is_made_and_words_are_searched(acme, add):
    await add(acme.member, LEAVE, "Leave.txt")
    assert await service.embed_missing(WORKER) == 0
    assert (await service.embedding_progress(acme.viewer)).model == ""
    assert await titles(acme.viewer, "leave") == ["Leave"]
