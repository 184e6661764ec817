"""keep time in UTC, wherever the server stands: dates in mails and files are those of the moments that Postgres hands out."""

from alembic import op

<<<<<<<< HEAD:alembic/versions/0017_keep_time_in_utc.py
revision = "0017"
down_revision = "0016"
========
revision = "0016"
down_revision = "0015"
>>>>>>>> other-postgres:alembic/versions/0016_keep_time_in_utc.py
branch_labels = None
depends_on = None

LOGINS = ("hiveforge_web", "hiveforge_system")


def upgrade() -> None:
    for login in LOGINS:
        op.execute(f"alter role {login} set timezone = 'UTC'")


def downgrade() -> None:
    for login in LOGINS:
        op.execute(f"alter role {login} reset timezone")
