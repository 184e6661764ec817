"""Revisions apply together or not at all, once, and whoever migrates is told what to do."""

import asyncio
import shutil
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import psycopg
import pytest
from conftest import DATABASE, PROJECT, SERVER
from waiting import until

from hiveforge.core import migrations
from hiveforge.core.databases import resolve
from hiveforge.core.migrations import MigrationFailed
from hiveforge.core.settings import settings

FRESH = f"{DATABASE}_migrations"
ADDRESS = SERVER.address(FRESH)

BROKEN = """
from alembic import op

revision = "0999"
down_revision = {down!r}
branch_labels = None
depends_on = None


def upgrade():
    op.execute("create table half_way (id int)")
    op.execute("alter table nowhere add column x int")


def downgrade():
    pass
"""


@pytest.fixture
def empty(database):
    with psycopg.connect(SERVER.maintenance_url, autocommit=True) as server:
        server.execute("select pg_advisory_lock(4711)")  # roles belong to all databases of the server
        server.execute(f'drop database if exists "{FRESH}" with (force)')
        server.execute(f'create database "{FRESH}"')
        yield
        server.execute(f'drop database "{FRESH}" with (force)')


@pytest.fixture
def broken_project(tmp_path):
    shutil.copytree(PROJECT / "alembic", tmp_path / "alembic")
    shutil.copy(PROJECT / "alembic.ini", tmp_path)
    (tmp_path / "alembic" / "versions" / "0999_broken.py").write_text(BROKEN.format(down=migrations.head()))
    return tmp_path


@contextmanager
def connected():
    with psycopg.connect(ADDRESS, autocommit=True) as connection:
        yield connection


def _tables():
    with connected() as connection:
        rows = connection.execute(
            "select schemaname || '.' || tablename from pg_tables where schemaname in ('public', 'private', 'jobs')"
        )
        return {row[0] for row in rows.fetchall()}


def test_a_revision_that_fails_half_way_changes_nothing_and_says_what_to_do(empty, broken_project):
    with pytest.raises(MigrationFailed, match="was not changed") as told:
        migrations.upgrade(ADDRESS, project=broken_project)
    assert "nowhere" in str(told.value)
    assert "run `hiveforge migrate` again" in str(told.value)
    assert _tables() == set()


def test_a_later_revision_that_fails_leaves_the_earlier_ones_as_they_were(empty, broken_project):
    applied = migrations.upgrade(ADDRESS)
    before = _tables()
    with pytest.raises(MigrationFailed):
        migrations.upgrade(ADDRESS, project=broken_project)
    assert _tables() == before
    with connected() as connection:
        assert connection.execute("select version_num from alembic_version").fetchone() == (applied[-1],)
    assert migrations.upgrade(ADDRESS) == []


def test_two_migrators_at_once_apply_each_revision_once(empty):
    with ThreadPoolExecutor(2) as both:
        applied = sorted(both.map(migrations.upgrade, [ADDRESS, ADDRESS]), key=len)
    assert applied[0] == []
    assert applied[1][-1] == migrations.head()


async def test_a_neighbours_migration_on_the_same_server_is_waited_for(empty, database):
    waits = "select from pg_stat_activity where wait_event_type = 'Lock' and datname = %s"
    with psycopg.connect(SERVER.address(DATABASE)) as neighbour:
        for login in ("hiveforge_web", "hiveforge_system"):
            neighbour.execute(f"alter role {login} set search_path = public, jobs")
        migrating = asyncio.create_task(asyncio.to_thread(migrations.upgrade, ADDRESS))
        await until(lambda: database.execute(waits, [FRESH]).rowcount)
        neighbour.commit()
        assert (await migrating)[-1] == migrations.head()


def test_a_host_that_hands_every_new_table_to_everybody_gives_none_of_ours_away(empty):
    given_away = """
        select relname, role from pg_class, unnest(array['anon', 'authenticated', 'service_role']) role
         where relnamespace = 'public'::regnamespace and relkind = 'r'
           and (has_table_privilege(role, oid, 'truncate')
                or relname = 'alembic_version' and has_table_privilege(role, oid, 'select'))
    """
    with connected() as connection:
        everybody = "anon, authenticated, service_role"
        connection.execute(f"alter default privileges in schema public grant all on tables to {everybody}")
        migrations.upgrade(ADDRESS)
        assert connection.execute(given_away).fetchall() == []


def test_logins_keep_time_in_utc_wherever_the_server_stands(empty):
    migrations.upgrade(ADDRESS)
    with connected() as connection:
        connection.execute(f"alter database \"{FRESH}\" set timezone = 'Pacific/Auckland'")
    logins = resolve(settings().model_copy(update={"database_url": ADDRESS}))
    for login in (logins.web, logins.system):
        with psycopg.connect(login) as connection:
            assert connection.execute("show timezone").fetchone() == ("UTC",)


def test_a_statement_that_goes_past_the_driver_fails_in_words_too(empty, broken_project):
    declared = broken_project / "alembic" / "versions" / "0999_broken.py"
    declared.write_text(
        declared.read_text().replace(
            'op.execute("alter table nowhere add column x int")',
            'op.get_bind().connection.driver_connection.execute("alter table nowhere add column x int")',
        )
    )
    with pytest.raises(MigrationFailed, match="nowhere"):
        migrations.upgrade(ADDRESS, project=broken_project)
    assert _tables() == set()
