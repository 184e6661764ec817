"""People who live in memory: enough state for every component to have something to do."""

import asyncio
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import reflex as rx

from hiveforge.ui.query import PAGE_SIZE, TableQuery

NAMES = ("Ada Byron", "Grace Lee", "Alan Reyes", "Mary Osei", "Linus Park", "Radia Cole", "Ken Abe", "Joan Silva")
ROLES = ("admin", "member", "viewer")
NOW = datetime.now(UTC)


@dataclass(frozen=True)
class Person:
    id: str
    name: str
    role: str
    joined: str


@dataclass(frozen=True)
class Place:
    name: str
    slug: str
    initials: str
    role: str
    picture: str = ""


@dataclass(frozen=True)
class Message:
    message: str
    kind: str = "success"
    request_id: str = ""
    url: str = ""
    id: str = field(default_factory=lambda: uuid4().hex)


def everybody() -> list[Person]:
    return [
        Person(str(i), f"{NAMES[i % 8]} {i:02}", ROLES[i % 3], (NOW - timedelta(days=3 * i)).isoformat())
        for i in range(60)
    ]


class Frame(rx.State):
    """What the shell shows, and the messages."""

    name: str = "Ada Byron"
    slug: str = "acme"
    invitations: int = 2
    places: list[Place] = [Place("Acme", "acme", "A", "owner"), Place("Northwind", "northwind", "N", "member")]  # noqa: RUF012
    items: list[Message] = []  # noqa: RUF012

    def _say(self, message: Message) -> None:
        self.items = [*self.items, message][-3:]

    @rx.event
    def dismiss(self, message: str) -> None:
        self.items = [item for item in self.items if item.id != message]

    @rx.event
    def succeed(self) -> None:
        self._say(Message("Saved"))

    @rx.event
    def fail(self) -> None:
        self._say(Message("Something broke on our side.", "error", "0192f3ab"))

    @rx.event
    def leave(self) -> Any:
        self._say(Message("Deleted"))
        return rx.redirect("/pieces")


class People(rx.State):
    rows: list[Person] = []  # noqa: RUF012
    total: int = 0
    page: int = 1
    narrowed: bool = False
    loading: bool = True
    errors: dict[str, str] = {}  # noqa: RUF012
    invited: int = 0
    calls: int = 0
    saving: bool = False
    _everybody: list[Person] = []  # noqa: RUF012

    @rx.event
    def load(self) -> None:
        self._everybody = self._everybody or everybody()
        query = TableQuery.parse(
            self.router.url.query_parameters, sorts=("name", "-joined"), filters={"role": set(ROLES)}
        )
        found = [p for p in self._everybody if query.search.lower() in p.name.lower()]
        found = [p for p in found if p.role == query.filters.get("role", p.role)]
        found.sort(key=lambda person: getattr(person, query.sort), reverse=query.descending)
        self.total, self.page, self.narrowed, self.loading = len(found), query.page, query.narrowed, False
        self.rows = found[query.offset : query.offset + PAGE_SIZE]

    @rx.event
    async def invite(self, form: dict[str, Any]) -> Any:
        self.calls += 1
        self.saving, self.errors = True, {}
        yield
        await asyncio.sleep(0.3)
        self.saving = False
        if form["email"] == "taken@acme.example":
            self.errors = {"email": "They are already a member.", "elsewhere": "This has no field."}
        else:
            self.invited += 1

    @rx.event
    def remove(self, person: str) -> Any:
        self._everybody = [p for p in self._everybody if p.id != person]
        return People.load
