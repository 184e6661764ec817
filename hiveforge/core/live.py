"""News between processes through Postgres: an act announces a topic, open tabs of its organization hear of it.

A notification carries no data. Whoever hears it asks again, through the gate, as themselves.
"""

import json
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text

from .db import Db

CHANNEL = "hiveforge"
_NOTIFY = text("select pg_notify(:channel, :payload)")


@dataclass(frozen=True, slots=True)
class News:
    """`organization` is None for news that concerns everybody; `user` narrows it to one person's tabs."""

    topic: str
    organization: UUID | None = None
    user: UUID | None = None

    def encode(self) -> str:
        said = {"topic": self.topic, "organization": self.organization, "user": self.user}
        return json.dumps({key: str(value) for key, value in said.items() if value})

    @classmethod
    def decode(cls, payload: str) -> "News":
        said = json.loads(payload)
        organization, user = said.get("organization"), said.get("user")
        return cls(said["topic"], UUID(organization) if organization else None, UUID(user) if user else None)


async def announce(db: Db, topic: str, *, organization: UUID | None = None, user: UUID | None = None) -> None:
    """Tell open tabs that `topic` changed, when this transaction commits; a rollback tells nobody.

    Without `organization` and `user` it is the actor's organization that hears it.
    """
    if organization is None and user is None:
        organization = db.info["actor"].organization
    payload = News(topic, organization, user).encode()
    await (await db.connection()).execute(_NOTIFY, {"channel": CHANNEL, "payload": payload})
