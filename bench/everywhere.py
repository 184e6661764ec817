"""The palette's search: documents, conversations and members together, in one large organization.

It measures what `search` has filled: a hundred thousand documents. Conversations come here, from a thousand on.
"""

import time

import psycopg

from hiveforge.core.actor import Actor
from hiveforge.core.db import close_engines
from hiveforge.features import search as everywhere

from . import world
from .database import first_owner, touched
from .report import Measurement
from .search import FEW, MANY, ROUNDS, asked_words, made_words

_MESSAGES_EACH, _BATCH = 5, 4_000
_LEFT_OUT = 1000.0  # milliseconds; longer than that nobody is made to wait for a group
# Half of them are shared; of the others the member who asks has one in a hundred.
_CONVERSATION = """
insert into conversations (id, created_at, organization_id, member_id, title, shared, model_class, last_at)
  select gen_random_uuid(), now(), o.id, u.id, (%(words)s::text[])[1 + floor(random() * %(count)s)::int], n %% 2 = 0,
         'standard', now() - n * interval '1 minute'
    from organizations o, generate_series(%(first)s::int, %(last)s::int) n, users u
   where o.slug = %(slug)s and u.email = 'person-' || (1 + n / 2 %% 100) || '@' || o.slug || '.test'
"""
_MESSAGE = """
insert into assistant_messages (id, created_at, organization_id, conversation_id, author, text, status, stop_asked, error,
                                sources, model, demo, input_tokens, output_tokens, estimated, credits)
  select gen_random_uuid(), now(), c.organization_id, c.id, 'member', made.text, 'complete', false, '', '[]', '', false, 0, 0, false, 0
    from (select * from conversations c where not exists (
            select from assistant_messages m where m.organization_id = c.organization_id and m.conversation_id = c.id)) c,
         generate_series(1, %(each)s::int) n,
         lateral (select string_agg((%(words)s::text[])[floor(exp(random() * ln(%(count)s::int)))::int], ' ') as text
                    from generate_series(1, 50) w where n > 0 and c.id is not null) made
"""
_SAYING = (
    "select m.conversation_id from assistant_messages m where m.organization_id = '{place}'"
    " and m.words @@ plainto_tsquery('private.stems', '{asked}')"
)


async def measure(owner: psycopg.Connection) -> list[Measurement]:
    """A thousand messages, then a hundred thousand; then everything is asked at once, as in the palette."""
    actor, words = first_owner(owner), made_words()
    owner.execute("select setseed(0.5)")
    rare = asked_words(words)["rare"].split()[0]
    _converse(owner, words, 0, FEW // _MESSAGES_EACH)
    few = _buffers(actor, rare)
    for start in range(FEW // _MESSAGES_EACH, MANY // _MESSAGES_EACH, _BATCH):
        _converse(owner, words, start, min(start + _BATCH, MANY // _MESSAGES_EACH))
    many = _buffers(actor, rare)
    taken = {name: await _quickest(actor, asked) for name, asked in asked_words(words).items()}
    taken["member"] = await _quickest(actor, "person-7")
    await close_engines()
    detail = {name: round(milliseconds, 1) for name, milliseconds in taken.items()}
    return [
        Measurement("everywhere_milliseconds", round(max(taken.values()), 1), {**detail, "messages": MANY}),
        Measurement("conversations_buffers_growth", round(many / few, 2), {f"at_{FEW}": few, f"at_{MANY}": many}),
    ]


def _converse(owner: psycopg.Connection, words: list[str], first: int, last: int) -> None:
    given = {"words": words, "count": len(words), "slug": world.SLUG, "each": _MESSAGES_EACH}
    owner.execute(_CONVERSATION, given | {"first": first, "last": last - 1})
    owner.execute(_MESSAGE, given)
    owner.execute("vacuum analyze conversations, assistant_messages")


def _buffers(actor: Actor, asked: str) -> int:
    return touched(actor, _SAYING.format(place=actor.organization, asked=asked), above=True)


async def _quickest(actor: Actor, asked: str) -> float:
    """At its best: what else the machine does only slows. A group that took too long and was left out counts as the wait."""
    taken = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        found = await everywhere.search(actor, everywhere.SearchForm(text=asked))
        taken.append((time.perf_counter() - started) * 1000)
    return _LEFT_OUT if found.failed else min(taken)
