"""Whether search finds what people ask for: questions over documents that packages ship.

The documents are the explanations of Ruff's rules (MIT licence) and the topics of Python's own help (PSF licence), read
and cut like any upload. By words always; by words and meaning too where OPENAI_API_KEY names an embedding model.
"""

import json
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from pydoc_data.topics import topics

import psycopg

from hiveforge.core.actor import Actor, system
from hiveforge.core.clock import new_id
from hiveforge.core.db import close_engines
from hiveforge.features import documents
from hiveforge.features.documents import rules, service
from hiveforge.gateways.extraction import Block
from hiveforge.gateways.extraction.readers import markdown, text

from .database import first_owner
from .report import Measurement

FIRST = 5
_QUESTIONS = tomllib.loads((Path(__file__).parent / "questions.toml").read_text())
_DOCUMENT = """
insert into documents (id, created_at, organization_id, file_id, file_name, size, kind, title, tags, status, failure, passages,
                       revision, embedded_by, changed_at)
values (%s, now(), %s, gen_random_uuid(), %s, 1, 'markdown', %s, '{}', 'ready', '', %s, 1, '', now())
"""
_CHUNK = """
insert into document_chunks (id, created_at, organization_id, document_id, number, title, headings, text)
values (%s, now(), %s, %s, %s, %s, %s, %s)
"""


async def measure(owner: psycopg.Connection) -> list[Measurement]:
    """Recall at five: how many questions have a document that answers them among the first five passages."""
    actor = first_owner(owner)
    names = _write(owner, actor)
    measured = [await _measured("recall_by_words", actor, names, by_meaning=False)]
    await service.embed_missing(system("bench"), at_most=timedelta(hours=1))
    progress = await service.embedding_progress(actor)
    if progress.model:
        by_both = await _measured("recall_by_words_and_meaning", actor, names, by_meaning=True)
        by_both.detail["model"] = progress.model
        measured.append(by_both)
    await close_engines()
    return measured


async def _measured(name: str, actor: Actor, names: dict[str, str], *, by_meaning: bool) -> Measurement:
    asked, found, ranks = 0, 0, 0.0
    for question, *answers in (*_QUESTIONS["rules"], *_QUESTIONS["topics"]):
        form = documents.SearchForm(text=question, limit=FIRST, by_meaning=by_meaning)
        titles = [names[passage.title] for passage in await documents.search(actor, form)]
        rank = next((n for n, title in enumerate(titles, start=1) if title in answers), 0)
        asked, found, ranks = asked + 1, found + bool(rank), ranks + (1 / rank if rank else 0)
    return Measurement(
        name, round(found / asked, 3), {"questions": asked, "mean_reciprocal_rank": round(ranks / asked, 3)}
    )


def _write(owner: psycopg.Connection, actor: Actor) -> dict[str, str]:
    """Puts the documents there as if they had been uploaded and read; returns what each title stands for."""
    names: dict[str, str] = {}
    owner.execute("set session_replication_role = replica")  # documents without files: only search is measured
    with owner.cursor() as cursor, owner.transaction():
        for name, title, blocks in _library():
            passages, document = list(rules.passages(blocks)), new_id()
            names[title] = name
            cursor.execute(_DOCUMENT, [document, actor.organization, f"{title}.md", title, len(passages)])
            rows = [
                (new_id(), actor.organization, document, number, title, "\n".join(passage.headings), passage.text)
                for number, passage in enumerate(passages, start=1)
            ]
            cursor.executemany(_CHUNK, rows)
    owner.execute("set session_replication_role = origin")
    owner.execute("vacuum analyze documents, document_chunks")
    return names


def _library() -> Iterator[tuple[str, str, Iterator[Block]]]:
    """What questions call a document, its title, and what it says."""
    ruff = Path(sys.executable).with_name("ruff")
    told = subprocess.run([ruff, "rule", "--all", "--output-format", "json"], capture_output=True, check=True)
    for rule in json.loads(told.stdout):
        yield rule["code"] or rule["name"], rule["name"], markdown.read(rule["explanation"].encode())
    for topic, said in topics.items():
        yield topic, f"python {topic}", text.read(said.encode())
