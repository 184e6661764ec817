"""What to send to an event handler: nothing, what its author expects, what nobody expects. Made from its annotations."""

import inspect
import itertools
from collections.abc import Iterator
from enum import Enum
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from factories import Tenant
from pydantic import BaseModel
from reflex_base.registry import RegistrationContext
from security.rows import Row, World

import hiveforge.hiveforge  # noqa: F401
from hiveforge.core.permissions import Access, Permission
from hiveforge.ui.event import access_of

HANDLERS: dict[str, Any] = {n: r.handler for n, r in RegistrationContext.get().event_handlers.items()}
ACCESS: dict[str, Permission | Access | None] = {name: access_of(handler) for name, handler in HANDLERS.items()}
_NONSENSE: tuple[Any, ...] = (
    None, True, -1, 10**30, 1.5, "", "../../etc/passwd", "' or true; --", "\x00", "\u202e\U0001d54f\u0301\n", "x" * 50_000, [], {},
    ["a"] * 1000, {"$ne": None}, {"__proto__": {"role": "owner"}}, [[[[[[[[[[]]]]]]]]]],
)  # fmt: skip
_SYSTEM = {"kind": "system", "name": "root", "role": "owner", "permissions": ["members:manage"]}


class Payloads:
    """Payloads that name a victim's rows."""

    def __init__(self, world: World, victim: Tenant) -> None:
        self.victim = victim
        one_of_each = [row["id"] for (_, slug), row in world.one.items() if slug == victim.slug]
        self.ids = [str(id_) for id_ in (*one_of_each, victim.owner.id, victim.owner.session)]
        people = {person.id for person in victim.people.values()}
        rows = [row for found in world.rows.values() for row in found]
        self.all_ids = {str(victim.id)} | {str(r["id"]) for r in rows if {victim.id, *people} & set(_uuids(r))}

    def plausible(self, name: str) -> Iterator[dict[str, Any]]:
        """What the author expects, once with each of the victim's ids where an id is asked for."""
        hints = _hints(name)
        if not any(_asks_for_id(hint) for hint in hints.values()):
            yield {parameter: self._value(parameter, hint, str(self.victim.id)) for parameter, hint in hints.items()}
            return
        for id_ in self.ids:
            yield {parameter: self._value(parameter, hint, id_) for parameter, hint in hints.items()}

    def forged(self, name: str) -> Iterator[dict[str, Any]]:
        """The same from somebody who says who they are, and that more should be written than was asked for."""
        usual = next(self.plausible(name))
        yield usual | {"actor": _SYSTEM}
        yield usual | {"self": "x", "service": "x", "db": "x"}
        more = {
            "role": "owner",
            "user_id": self.ids[0],
            "organization_id": str(self.victim.id),
            "id": str(self.victim.id),
        }
        yield {key: value | more if isinstance(value, dict) else value for key, value in usual.items()}
        yield usual | {key: str(value) for key, value in more.items()}

    def nonsense(self, name: str) -> Iterator[dict[str, Any]]:
        """Wrong kinds, sizes and alphabets."""
        yield {}
        parameters = list(_hints(name))
        if parameters:
            yield from (dict.fromkeys(parameters, value) for value in _NONSENSE)
            yield {
                parameter: {"name": value, "email": value, "role": value}
                for parameter in parameters
                for value in ["\x00"]
            }

    def aimed(self, name: str) -> Iterator[dict[str, Any]]:
        """What makes sense and may do harm."""
        return itertools.chain(self.plausible(name), self.forged(name))

    def _value(self, parameter: str, hint: Any, id_: str) -> Any:
        hint = _bare(hint)
        if inspect.isclass(hint) and issubclass(hint, BaseModel):
            return {n: self._value(n, f.annotation, id_) for n, f in hint.model_fields.items()}
        if hint is UUID:
            return id_
        if inspect.isclass(hint) and issubclass(hint, Enum):
            return list(hint)[-1].value
        if hint in (int, bool):
            return 1
        return self._text(parameter)

    def _text(self, parameter: str) -> str:
        known = {
            "slug": "evil-slug", "last": self.victim.slug, "organization": str(self.victim.id), "value": "forged",
            "email": "evil@evil.test", "emails": "evil@evil.test", "role": "viewer", "password": "correct horse staple",
            "typed_name": self.victim.organization.name,
        }  # fmt: skip
        return known.get(parameter, "evil")


def _uuids(row: Row) -> list[UUID]:
    return [value for value in row.values() if isinstance(value, UUID)]


def _hints(name: str) -> dict[str, Any]:
    """The parameters of a handler as its author declared them; `@event` hides them from Reflex, but keeps the body."""
    handler = HANDLERS[name]
    checks = inspect.getclosurevars(handler.fn).nonlocals.get("checks")
    hints = get_type_hints(checks.body, include_extras=True) if checks else {}
    return {p: hints.get(p, str) for p in handler.get_parameters() if p not in {"self", "state"}}


def _asks_for_id(hint: Any) -> bool:
    hint = _bare(hint)
    if inspect.isclass(hint) and issubclass(hint, BaseModel):
        return any(_asks_for_id(field.annotation) for field in hint.model_fields.values())
    return hint is UUID


def _bare(hint: Any) -> Any:
    """Without `Annotated` and `| None`."""
    if hasattr(hint, "__metadata__"):
        return _bare(get_args(hint)[0])
    if get_origin(hint) in (Union, UnionType):
        return _bare(next(arg for arg in get_args(hint) if arg is not type(None)))
    return hint
