"""The job queue: Procrastinate's own schema, kept out of `public`, where people's roles may only queue."""

from pathlib import Path

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SCHEMA = Path(__file__).parents[1] / "sql" / "procrastinate-3.10.0.sql"

RIGHTS = """
set local search_path = public;
do $$
declare queueing regprocedure;
begin
  for queueing in
    select oid::regprocedure from pg_proc
     where pronamespace = 'jobs'::regnamespace and proname like 'procrastinate_defer_jobs%'
  loop
    execute format('alter function %s security definer set search_path = jobs, pg_temp', queueing);
    execute format('revoke execute on function %s from public', queueing);
    execute format('grant execute on function %s to anon, authenticated, service_role, hiveforge_system', queueing);
  end loop;
end $$;
grant select, insert, update, delete on all tables in schema jobs to hiveforge_system;
grant usage on all sequences in schema jobs to hiveforge_system;
alter role hiveforge_web set search_path = public, jobs;
alter role hiveforge_system set search_path = public, jobs;
"""


def upgrade() -> None:
    driver = op.get_bind().connection.driver_connection
    driver.execute("set local search_path = jobs")
    driver.execute(SCHEMA.read_text())
    driver.execute(RIGHTS)


def downgrade() -> None:
    op.execute("drop schema jobs cascade")
    op.execute("create schema jobs")
