"""The passages of documents, and the only way to search them: functions that ask first whether the caller may."""

from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Computed, ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlmodel import Field, Index

from hiveforge.core.models import Policy, Table
from hiveforge.core.permissions import Permission

_WORDS = (
    "setweight(to_tsvector('private.stems'::regconfig, title), 'A')"
    " || setweight(to_tsvector('private.stems'::regconfig, headings), 'B')"
    " || to_tsvector('private.stems'::regconfig, text)"
)


class DocumentChunk(Table, table=True):
    """A passage. `headings` are those above it, one in each line. `title` is the document's, so that its words are found.

    Postgres checks a row policy before it asks an index for words, so that a search under policies reads every passage
    of an organization. The functions here check the organization once and then use the index.
    """

    __tablename__ = "document_chunks"
    __table_args__ = (
        UniqueConstraint("organization_id", "id"),
        UniqueConstraint("organization_id", "document_id", "number"),
        ForeignKeyConstraint(
            ["organization_id", "document_id"], ["documents.organization_id", "documents.id"], ondelete="CASCADE"
        ),
        Index("ix_document_chunks_words", "organization_id", "words", postgresql_using="gin"),
    )
    policy: ClassVar = Policy(
        read=Permission.DOCUMENTS_READ,
        update=Permission.DOCUMENTS_WRITE,
        delete=Permission.DOCUMENTS_WRITE,
        columns=("title",),
    )
    declares: ClassVar = """
-- The organization, if the caller may search its documents; else nothing.
create or replace function private.searchable(place uuid) returns uuid
language sql stable security definer set search_path = '' as $$
  select place where place = any(array(select private.orgs_with('documents:read')))
$$;

-- How many passages match, counted up to 1001: beyond a thousand a word is common. Without the index, common words would be
-- looked for from the table's beginning on, where all passages may be other organizations'.
create or replace function private.document_hits(place uuid, wanted tsquery) returns integer
language sql stable security definer set search_path = '' set enable_seqscan = off as $$
  select count(*)::integer from (
    select from public.document_chunks c where c.organization_id = place and c.words @@ wanted limit 1001) seen
$$;

-- What is asked for, word by word: how many passages have it, and how much that tells. A word that no passage has stands
-- for the ones that begin with it or are spelled like it.
create or replace function private.document_terms(place uuid, asked text)
returns table (term tsquery, hits integer, worth real)
language plpgsql stable security definer set search_path = '' as $$
declare
  known uuid := private.searchable(place);
  passages integer;
begin
  select count(*) into passages from (
    select from public.document_chunks c where c.organization_id = known limit 2001) seen;
  if passages > 2000 then passages := 8000; end if;
  return query
    with typed as materialized (
      select t.lexeme as word, plainto_tsquery('private.stems', t.lexeme) as meant
        from unnest(to_tsvector('private.words', asked)) t order by t.positions[1] limit 16
    ), counted as materialized (
      select typed.word, typed.meant, private.document_hits(known, typed.meant) as hits
        from typed where numnode(typed.meant) > 0
    ), found as (
      select c.meant, c.hits, 1::real as closeness from counted c where c.hits > 0
      union all
      select alike.meant, private.document_hits(known, alike.meant), alike.closeness
        from counted c, lateral (
          select plainto_tsquery('private.stems', w.word) as meant, max(extensions.similarity(w.word, c.word)) as closeness
            from public.document_words w
           where w.organization_id = known and length(c.word) > 2
             and (w.word operator(extensions.%) c.word or (w.word >= c.word and w.word < c.word || chr(1114111)))
           group by 1 order by 2 desc, 1::text limit 3) alike
       where c.hits = 0
    )
    select f.meant, f.hits,
           (f.closeness * ln(1 + (greatest(passages - f.hits, 0) + 0.5) / (f.hits + 0.5)))::real
      from found f where f.hits > 0;
end $$;

-- The best passages for what is asked. The rarest words choose which passages are looked at, at most 2000; where all words
-- are common, a thousand: those that have them all, then some that have one. All words decide which are best, at most three of
-- each document. Words in quotes must stand together, words after a minus must not be there.
create or replace function private.search_documents(place uuid, asked text, most integer)
returns table (chunk uuid, score real, terms tsquery)
language plpgsql stable security definer set search_path = '' set plan_cache_mode = force_custom_plan set enable_seqscan = off as $$
declare
  known uuid := private.searchable(place);
  exact tsquery := case when asked ~ '"|(^|[[:space:]])-[[:alnum:]]' then websearch_to_tsquery('private.stems', asked) end;
  wanted tsquery;
  together tsquery;
  sought tsquery[];
  worths real[];
begin
  select array_agg(t.term order by t.hits, t.term::text), array_agg(t.worth order by t.hits, t.term::text),
         (string_agg(t.term::text, ' | ') filter (where t.in_line = 1 or t.hits <= 1000 and t.so_far <= 2000))::tsquery,
         case when min(t.hits) > 1000 then string_agg(t.term::text, ' & ')::tsquery end
    into sought, worths, wanted, together
    from (select d.*, row_number() over w as in_line, sum(d.hits) over w as so_far
            from private.document_terms(known, asked) d
          window w as (order by d.hits, d.term::text rows unbounded preceding)) t;
  return query
    select r.id, r.best, array_to_string(sought, ' | ')::tsquery
      from (select c.id, b.best, row_number() over (partition by c.document_id order by b.best desc, c.number) as nth
              from (select p.id, p.document_id, p.number, p.words from public.document_chunks p
                     where p.organization_id = known and p.words @@ together and (exact is null or p.words @@ exact)
                    union all
                    select p.id, p.document_id, p.number, p.words from public.document_chunks p
                     where p.organization_id = known and p.words @@ wanted and (exact is null or p.words @@ exact)
                       and (together is null or not p.words @@ together)
                     limit case when together is null then 2000 else 1000 end) c,
                   lateral (select sum(worths[n] * ts_rank('{0.5, 0.5, 0.6, 0.8}', c.words, sought[n]))::real as best
                              from generate_subscripts(sought, 1) n) b) r
     where r.nth <= 3
     order by r.best desc, r.id limit most;
end $$;

revoke all on function private.searchable(uuid), private.document_hits(uuid, tsquery), private.document_terms(uuid, text),
  private.search_documents(uuid, text, integer) from public;
grant execute on function private.document_terms(uuid, text), private.search_documents(uuid, text, integer) to authenticated;
"""

    organization_id: UUID = Field(foreign_key="organizations.id", ondelete="CASCADE")
    document_id: UUID
    number: int
    title: str = Field(max_length=200)
    headings: str = ""
    text: str
    page: int | None = None
    words: Any = Field(default=None, sa_type=TSVECTOR, sa_column_args=[Computed(_WORDS, persisted=True)])
