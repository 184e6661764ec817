"""What one tab may show about who uses it. Display only: the gate asks Postgres on every event."""

import reflex as rx

from hiveforge.core.actor import Actor, ActorKind
from hiveforge.core.errors import AppError, Unavailable


class Session(rx.State):
    """`organization` is the slug of the one acted in. `refusal` is the code of what fills the page instead of its content: not_found, not_allowed, unavailable…
    `emptied` counts how often an open page lost what it showed, because it belongs to somebody or somewhere else now.
    """

    signed_in: bool = False
    user_id: str = ""
    name: str = ""
    email: str = ""
    initials: str = ""
    organization: str = ""
    role: str = ""
    permissions: list[str] = []
    platform_admin: bool = False
    refusal: str = ""
    refusal_message: str = ""
    emptied: int = 0
    _principal: str = ""
    _loaded: str = ""

    def _shows(self, actor: Actor) -> None:
        # Assigning an equal value still sends a delta, so only differences are assigned.
        values = {
            "signed_in": actor.kind is ActorKind.USER,
            "user_id": str(actor.id or ""),
            "name": actor.name,
            "email": actor.email,
            "initials": initials(actor.name),
            "organization": actor.slug,
            "role": actor.role or "",
            "permissions": sorted(actor.permissions),
            "platform_admin": actor.platform_admin,
        }
        for field, value in values.items():
            if getattr(self, field) != value:
                setattr(self, field, value)

    def _has_loaded(self, path: str) -> None:
        """The page at this address shows its data."""
        self._loaded = _address(path)
        self._fills_page(None)

    def _keeps_page(self, error: AppError, path: str) -> bool:
        """Whether what the page shows, and what somebody types there, outlives this refusal: outages pass."""
        return isinstance(error, Unavailable) and bool(path) and self._loaded == _address(path)

    def _fills_page(self, error: AppError | None) -> None:
        code, message = (error.code, error.message) if error else ("", "")
        if (self.refusal, self.refusal_message) != (code, message):
            self.refusal, self.refusal_message = code, message


def _address(path: str) -> str:
    return path.partition("#")[0].partition("?")[0]


def initials(name: str) -> str:
    """Up to two letters that stand for a person or an organization."""
    words = [word for word in name.split() if word[:1].isalnum()]
    return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()
