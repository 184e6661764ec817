"""What the audit log page shows. Its filters and its place in the log live in the query string."""

from dataclasses import dataclass, field

import reflex as rx

from hiveforge.core.actor import Actor
from hiveforge.ui.event import load

from . import rules, service
from .schemas import AuditLine, AuditQuery, Change

_EVERYTHING = AuditQuery()


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry in words; `details` tells whether there is more to see than the sentence."""

    id: str
    at: str
    actor: str
    said: str
    target: str
    action: str
    request_id: str
    changes: list[Change] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str


class AuditLogState(rx.State):
    """`older` is the cursor of the next piece, empty at the end of the log. `begun` is False on the newest piece.

    `days` is how far back the plan shows the log, 0 for all of it; `upgrade_url` leads to a plan that shows more.
    """

    entries: list[Entry] = []
    actors: list[Choice] = []
    older: str = ""
    begun: bool = False
    narrowed: bool = False
    query: str = ""
    loading: bool = True
    days: int = 0
    downloads: bool = False
    upgrade_url: str = ""

    @load(service.list_entries)
    async def load(self, actor: Actor) -> None:
        asked = self.router.url.query_parameters
        names = {"q": "search", "action": "action", "by": "actor", "since": "since", "until": "until"}
        query = AuditQuery.lenient(**{given: asked.get(name, "") for name, given in names.items()})
        cursor = asked.get("before", "")
        page = await service.list_entries(actor, query, cursor=cursor)
        self.entries = [_entry(rules.in_words(row)) for row in page.items]
        self.older, self.begun = page.next_cursor or "", bool(cursor)
        self.narrowed, self.query, self.loading = query != _EVERYTHING, self.router.url.query, False
        reach = await service.reach(actor)
        self.days, self.downloads, self.upgrade_url = reach.days or 0, reach.downloads, reach.upgrade_url
        self.actors = [Choice(str(who.id), who.name) for who in await service.list_actors(actor)]


def _entry(line: AuditLine) -> Entry:
    return Entry(
        id=line.id,
        at=line.at.isoformat(),
        actor=line.actor,
        said=line.said,
        target=line.target,
        action=line.action,
        request_id=line.request_id,
        changes=line.changes,
    )
