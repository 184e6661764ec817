"""Full-text search: whether it grows with one organization's documents, and with everybody else's.

Buffers are the pages of the database that a search touches: exact, and the same on every machine.
"""

import time

import psycopg

from hiveforge.core.actor import Actor
from hiveforge.core.db import close_engines
from hiveforge.features import documents
from hiveforge.features.documents.rules import vocabulary

from . import world
from .database import first_owner, touched
from .report import Measurement

FEW, MANY, ORGANIZATIONS, OTHERS_EACH, ROUNDS = 1_000, 100_000, 10_000, 10, 20
_WORDS, _SYLLABLES = 30_000, ("ba", "de", "fi", "go", "ku", "la", "me", "ni", "ro", "tu")
_PASSAGE = """
insert into document_chunks (id, created_at, organization_id, document_id, number, title, headings, text)
  select uuidv7(), now(), o.id, uuidv7(), 1, 'Document ' || n, '', made.text
    from organizations o, generate_series(1, %(each)s::int) n,
         lateral (select string_agg((%(words)s::text[])[floor(exp(random() * ln(%(count)s::int)))::int], ' ') as text
                    from generate_series(1, 50) w where n > 0 and o.id is not null) made
   where o.slug = any(%(slugs)s)
"""
# The words of real texts: the n-th has one n-th of the first one's share. Identifiers grow with time, as the product's do.
_LEARNED = "insert into document_words (id, created_at, organization_id, word) select gen_random_uuid(), now(), o.id, w from organizations o, unnest(%(words)s::text[]) w where o.slug = %(slug)s on conflict do nothing"


async def measure(owner: psycopg.Connection) -> list[Measurement]:
    """Starts with a thousand documents of one organization, then come ten thousand others, then it grows itself."""
    actor, words = first_owner(owner), made_words()
    owner.execute("set session_replication_role = replica")  # passages without documents: only search is measured
    owner.execute("select setseed(0.5)")
    _write(owner, words, [world.SLUG], FEW)
    alone = {name: _buffers(actor, asked) for name, asked in asked_words(words).items()}
    few = await _milliseconds(actor, words)
    world.populate(owner, 20_001, 20_000 + ORGANIZATIONS, each=1)
    _write(owner, words, [f"bench-{20_000 + n}" for n in range(1, ORGANIZATIONS + 1)], OTHERS_EACH)
    among = {name: _buffers(actor, asked) for name, asked in asked_words(words).items()}
    _write(owner, words, [world.SLUG], MANY - FEW)
    large = {name: _buffers(actor, asked) for name, asked in asked_words(words).items()}
    many = await _milliseconds(actor, words)
    await close_engines()
    owner.execute("set session_replication_role = origin")
    return [
        Measurement(
            "search_buffers_among_others",
            round(max(among[name] / alone[name] for name in alone), 2),
            {f"{name}_alone": alone[name] for name in alone} | {f"{name}_among": among[name] for name in among},
        ),
        Measurement(
            "search_buffers_growth",
            round(max(large[name] / among[name] for name in large), 2),
            {f"{name}_{MANY // 1000}k": large[name] for name in large},
        ),
        Measurement("search_milliseconds", round(many, 1), {f"at_{FEW}": round(few, 1), "documents": MANY}),
    ]


def made_words() -> list[str]:
    return ["".join(_SYLLABLES[int(digit)] for digit in str(n + 10_000)) for n in range(_WORDS)]


def asked_words(words: list[str]) -> dict[str, str]:
    rare, common = words[_WORDS // 2 : _WORDS // 2 + 3], words[1:4]
    return {
        "rare": " ".join(rare),
        "mixed": f"{rare[0]} {common[0]} {common[1]}",
        "common": " ".join(common),
        "mistyped": f"{rare[0][:-2]}x{rare[0][-1]} {common[0]}",
    }


def _write(owner: psycopg.Connection, words: list[str], slugs: list[str], each: int) -> None:
    for start in range(0, len(slugs), 500):
        some = slugs[start : start + 500]
        owner.execute(_PASSAGE, {"words": words, "count": len(words), "slugs": some, "each": each})
    owner.execute(_LEARNED, {"words": vocabulary(words), "slug": world.SLUG})
    owner.execute("vacuum analyze document_chunks, document_words")


def _buffers(actor: Actor, asked: str) -> int:
    return touched(actor, f"select * from private.search_documents('{actor.organization}', '{asked}', 30)")


async def _milliseconds(actor: Actor, words: list[str]) -> float:
    """The slowest kind of question, each at its best: what else the machine does only slows. Texts and marks included."""
    return max([await _quickest(actor, asked) for asked in asked_words(words).values()])


async def _quickest(actor: Actor, asked: str) -> float:
    taken = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        await documents.search(actor, documents.SearchForm(text=asked))
        taken.append((time.perf_counter() - started) * 1000)
    return min(taken)
