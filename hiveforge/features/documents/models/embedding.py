"""What passages mean, as vectors: searched by the pgvector extension where the server has it."""

from typing import ClassVar
from uuid import UUID

from sqlalchemy import REAL, ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field

from hiveforge.core.models import Policy, Table
from hiveforge.core.permissions import Permission


class DocumentEmbedding(Table, table=True):
    """The vector that one model made of a passage. Plain numbers, so that the table is the same without pgvector.

    The search compares with all vectors of the organization: exact, and in time for up to 20,000 of them. Larger
    organizations, and servers without pgvector, are searched by words alone.
    """

    __tablename__ = "document_embeddings"
    __table_args__ = (
        UniqueConstraint("organization_id", "chunk_id", "model"),
        ForeignKeyConstraint(
            ["organization_id", "chunk_id"],
            ["document_chunks.organization_id", "document_chunks.id"],
            ondelete="CASCADE",
        ),
    )
    policy: ClassVar = Policy(read=Permission.DOCUMENTS_READ)
    declares: ClassVar = """
-- The passages whose meaning is nearest. Nothing for whoever may not search there, without pgvector, and where there are
-- more vectors than can be compared in time.
create or replace function private.nearest_passages(place uuid, made_by text, wanted real[], most integer)
returns table (chunk uuid, closeness real)
language plpgsql stable security definer set search_path = '' as $$
declare
  known uuid := private.searchable(place);
begin
  if to_regtype('extensions.vector') is null then return; end if;
  if (select count(*) from (select from public.document_embeddings e
                             where e.organization_id = known and e.model = made_by limit 20001) seen) > 20000 then
    return;
  end if;
  return query execute
    'select e.chunk_id, (1 - (e.vector::extensions.vector operator(extensions.<=>) $1::extensions.vector))::real
       from public.document_embeddings e where e.organization_id = $2 and e.model = $3
      order by e.vector::extensions.vector operator(extensions.<=>) $1::extensions.vector, e.chunk_id limit $4'
    using wanted, known, made_by, most;
end $$;
revoke all on function private.nearest_passages(uuid, text, real[], integer) from public;
grant execute on function private.nearest_passages(uuid, text, real[], integer) to authenticated;
"""

    organization_id: UUID = Field(foreign_key="organizations.id", ondelete="CASCADE")
    chunk_id: UUID
    model: str = Field(max_length=100)
    vector: list[float] = Field(sa_type=ARRAY(REAL()))  # pyright: ignore[reportArgumentType]
