"""The one refusal of the embedded Postgres."""


class CannotRunPostgres(Exception):
    """No embedded Postgres can run here; the message says why and what to set instead."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"{reason} Set DATABASE_URL to a Postgres (15 to 18) of your own.")
