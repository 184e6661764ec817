"""Where something was said, by the words' index. It works for the system alone, so each read names who reads."""

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

import sqlalchemy as sa

from hiveforge.core.db import Db
from hiveforge.features import documents

_FEW = 2000
# Every word must be there, in any form; the last one may be the beginning of a word, because somebody is still typing it.
_TERMS = sa.text("""
select string_agg('(' || meant::text || beginning || ')', ' & ') as terms from (
  select plainto_tsquery('private.stems', t.lexeme) as meant,
         case when row_number() over (order by t.positions[cardinality(t.positions)] desc) = 1 and length(t.lexeme) > 2
              then ' | ''' || replace(replace(t.lexeme, E'\\\\', E'\\\\\\\\'), '''', '''''') || '''' || chr(58) || '*'
              else '' end as beginning
    from unnest(to_tsvector('private.words', :asked)) t limit 16) typed
 where numnode(meant) > 0
""")
_HITS = sa.text("""
select (select count(*) from (
          select from assistant_messages m where m.organization_id = :place and m.words @@ cast(:terms as tsquery) limit :few) a)
     + (select count(*) from (
          select from conversations c where c.organization_id = :place and c.words @@ cast(:terms as tsquery) limit :few) b)
""")
_OF_FEW = sa.text("""
with hit as materialized (
  select m.conversation_id as id, m.id as message from assistant_messages m
   where m.organization_id = :place and m.words @@ cast(:terms as tsquery)
  union all
  select c.id, null from conversations c where c.organization_id = :place and c.words @@ cast(:terms as tsquery))
select c.id as conversation, (array_agg(hit.message order by hit.message desc nulls last))[1] as message
  from hit join conversations c on c.organization_id = :place and c.id = hit.id
 where c.shared or c.member_id = :reader
 group by c.id order by c.last_at desc limit :most
""")
# Words that are everywhere: the latest conversations are looked through until enough have them.
_OF_MANY = sa.text("""
select c.id as conversation, m.id as message
  from (select id, last_at, words from conversations where organization_id = :place and shared
        union all
        select id, last_at, words from conversations
         where organization_id = :place and member_id = :reader and not shared) c
  left join lateral (
    select m.id from assistant_messages m
     where m.organization_id = :place and m.conversation_id = c.id and m.words @@ cast(:terms as tsquery)
     order by m.created_at desc limit 1) m on true
 where m.id is not null or c.words @@ cast(:terms as tsquery)
 order by c.last_at desc limit :most
""")
_OPTIONS = f'StartSel="{documents.START_OF_MARK}", StopSel="{documents.END_OF_MARK}", MaxWords=40, MinWords=20'
_EXCERPTS = sa.text("""
select m.id, ts_headline('private.stems', said.text, cast(:terms as tsquery), :options) as by_stem,
       ts_headline('private.words', said.text, cast(:terms as tsquery), :options) as by_beginning
  from assistant_messages m,
       lateral (select left(translate(m.text, chr(2) || chr(3), ''), 20000) as text) said
 where m.organization_id = :place and m.id = any(:messages)
""")


@dataclass(frozen=True, slots=True)
class Said:
    """Where the words are: in this message, or, without one, in the conversation's title."""

    conversation: UUID
    message: UUID | None


async def terms(db: Db, asked: str) -> str:
    """What is asked for, as a tsquery; empty when there is no word in it that tells anything."""
    return (await (await db.connection()).execute(_TERMS, {"asked": asked})).scalar_one() or ""


async def saying(db: Db, organization: UUID, reader: UUID, terms: str, most: int) -> list[Said]:
    """The reader's own and shared conversations with all these words in one message or in the title, the latest first."""
    connection = await db.connection()
    given = {"place": organization, "terms": terms}
    hits = (await connection.execute(_HITS, given | {"few": _FEW + 1})).scalar_one()
    found = _OF_FEW if hits <= _FEW else _OF_MANY
    rows = await connection.execute(found, given | {"reader": reader, "most": most})
    return [Said(row.conversation, row.message) for row in rows]


async def excerpts(db: Db, organization: UUID, messages: Collection[UUID], terms: str) -> dict[UUID, str]:
    """The part of each message that has the words, with them between marks."""
    given = {"place": organization, "messages": list(messages), "terms": terms, "options": _OPTIONS}
    rows = await (await db.connection()).execute(_EXCERPTS, given)
    return {row.id: row.by_stem if documents.START_OF_MARK in row.by_stem else row.by_beginning for row in rows}
