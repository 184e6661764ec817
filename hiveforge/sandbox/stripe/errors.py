"""Stripe's error answers."""

from typing import Any


class Refusal(Exception):
    """An answer in Stripe's shape. Whatever the act had changed until then is undone."""

    def __init__(self, message: str, *, status: int = 400, kind: str = "invalid_request_error", **more: Any) -> None:
        super().__init__(message)
        self.status, self.message, self.kind, self.more = status, message, kind, more

    def body(self) -> dict[str, Any]:
        more = {name: value for name, value in self.more.items() if value is not None}
        return {"error": {"type": self.kind, "message": self.message, **more}}


def missing(kind: str, name: str, param: str = "id") -> Refusal:
    words = kind.replace(".", " ").replace("_", " ")
    return Refusal(f"No such {words}: '{name}'", status=404, code="resource_missing", param=param)


def declined(code: str) -> Refusal:
    """A card that was refused: `card_declined` with the bank's reason, or `authentication_required`."""
    words = {
        "insufficient_funds": "Your card has insufficient funds.",
        "authentication_required": "Your card was declined. This transaction requires authentication.",
    }
    reason = None if code == "authentication_required" else code
    outer = code if code == "authentication_required" else "card_declined"
    message = words.get(code, "Your card was declined.")
    return Refusal(message, status=402, kind="card_error", code=outer, decline_code=reason)
