"""answer mail to whoever asked."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def declare(statement: str) -> None:
    """Run one piece of SQL as it stands: no bind parameters, several statements allowed."""
    op.get_bind().connection.driver_connection.execute(statement)


def upgrade() -> None:
    op.add_column("outgoing_mails", sa.Column("reply_to", sa.String(), nullable=False, server_default=""))
    op.alter_column("outgoing_mails", "reply_to", server_default=None)
    declare("""
    create or replace function private.queue_mail(mail jsonb) returns boolean
    language plpgsql security definer set search_path = '' as $$
    begin
      insert into public.outgoing_mails
        (id, created_at, organization_id, kind, idempotency_key, recipient, reply_to, subject, html, text, status, attempts,
         last_error)
      values
        ((mail ->> 'id')::uuid, now(), (mail ->> 'organization_id')::uuid, mail ->> 'kind', mail ->> 'idempotency_key',
         mail ->> 'recipient', coalesce(mail ->> 'reply_to', ''), mail ->> 'subject', mail ->> 'html', mail ->> 'text',
         'queued', 0, '')
      on conflict (idempotency_key) do nothing;
      return found;
    end $$;
    revoke all on function private.queue_mail(jsonb) from public;
    grant execute on function private.queue_mail(jsonb) to anon, authenticated, service_role;
    """)


def downgrade() -> None:
    op.drop_column("outgoing_mails", "reply_to")
