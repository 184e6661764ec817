"""keep time in UTC, wherever the server stands: dates in mails and files are those of the moments that Postgres hands out."""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

LOGINS = ("hiveforge_web", "hiveforge_system")


def upgrade() -> None:
    for login in LOGINS:
        op.execute(f"alter role {login} set timezone = 'UTC'")


def downgrade() -> None:
    for login in LOGINS:
        op.execute(f"alter role {login} reset timezone")
