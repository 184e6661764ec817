"""What crosses the doors: checked input and frozen rows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator

from hiveforge.core.permissions import KEY_SCOPES, Permission
from hiveforge.core.text import one_line

LONGEST_NAME = 80
LONGEST_LIFE_DAYS = 3650
LONGEST_OVERLAP_HOURS = 168
TICKED = "scope/"
"""A browser's form sends one field for each ticked scope, named by this and the scope."""


def _scope(permission: Permission) -> Permission:
    if permission not in KEY_SCOPES:
        raise ValueError(f"No API key can have {permission}.")
    return permission


Name = Annotated[str, AfterValidator(lambda typed: one_line(typed, longest=LONGEST_NAME))]
Scope = Annotated[
    Permission,
    AfterValidator(_scope),
    WithJsonSchema({"type": "string", "enum": [scope.value for scope in KEY_SCOPES]}),
]
Days = Annotated[int, Field(ge=1, le=LONGEST_LIFE_DAYS)] | None


class KeyForm(BaseModel):
    """Without `expires_in_days` a key works until it is revoked."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Name
    scopes: frozenset[Scope]
    expires_in_days: Annotated[Days, BeforeValidator(lambda typed: None if typed == "" else typed)] = None

    @model_validator(mode="before")
    @classmethod
    def _of_a_browser(cls, given: Any) -> Any:
        if not isinstance(given, dict) or "scopes" in given:
            return given
        ticked = [name for name in given if isinstance(name, str) and name.startswith(TICKED)]
        rest = {name: value for name, value in given.items() if name not in ticked}
        return rest | {"scopes": [name.removeprefix(TICKED) for name in ticked]}


class RollForm(BaseModel):
    """For how many hours the secret that is replaced goes on working."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    overlap_hours: int = Field(default=24, ge=0, le=LONGEST_OVERLAP_HOURS)


@dataclass(frozen=True, slots=True)
class KeyRow:
    """`hint` is what may be shown of the secret. Until `previous_ends_at` the secret before the last roll works too."""

    id: UUID
    name: str
    hint: str
    scopes: list[str]
    made_by: str
    maker_id: UUID
    created_at: datetime
    last_used_at: datetime | None
    expires_at: datetime | None
    revoked_at: datetime | None
    previous_ends_at: datetime | None

    def works(self, at: datetime) -> bool:
        """Whether it opens anything at this moment."""
        return self.revoked_at is None and (self.expires_at is None or self.expires_at > at)


@dataclass(frozen=True, slots=True)
class NewKey:
    """`secret` is said this once; nobody can read it again."""

    key: KeyRow
    secret: str
