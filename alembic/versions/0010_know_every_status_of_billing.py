"""know every status of billing."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

ALLOWED = {
    ("billing_acts", "kind"): "'customer', 'checkout', 'pack', 'change', 'cancel', 'resume'",
    ("billing_acts", "status"): "'open', 'called', 'settled', 'failed'",
    (
        "billing_standings",
        "status",
    ): "'free', 'trialing', 'active', 'canceling', 'past_due', 'suspended', 'ended'",
    ("subscriptions", "status"): (
        "'trialing', 'active', 'past_due', 'unpaid', 'paused', 'canceled', 'incomplete', 'incomplete_expired'"
    ),
    ("webhook_events", "status"): "'stored', 'done', 'parked', 'failed'",
}


def upgrade() -> None:
    for (table, column), values in ALLOWED.items():
        op.create_check_constraint(op.f(f"ck_{table}_{column}"), table, f"{column} in ({values})")


def downgrade() -> None:
    for table, column in ALLOWED:
        op.drop_constraint(op.f(f"ck_{table}_{column}"), table)
