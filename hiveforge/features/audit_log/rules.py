"""Entries in words. Actions that nobody has given words to are called by their name."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .schemas import AuditLine, AuditRow, Change

_NOBODY = {"visitor": "Somebody who was not signed in", "system": "HiveForge"}
_LONGEST_VALUE, _LONGEST_TARGET = 500, 160


@dataclass(frozen=True, slots=True)
class Words:
    """`said` stands between the actor and the target: "Ada *changed the role of* Grace". `label` is for the filter.

    `names_target` is False where the sentence is complete without it; `by_target` is True where nobody was signed in yet and
    the target is who did it.
    """

    label: str
    said: str
    names_target: bool = True
    by_target: bool = False


ACTIONS: Mapping[str, Words] = {
    "organizations.create": Words("Organization created", "created the organization"),
    "organizations.update": Words("Organization changed", "changed the organization"),
    "organizations.change_logo": Words("Logo changed", "changed the logo of"),
    "organizations.remove_logo": Words("Logo removed", "removed the logo of"),
    "organizations.transfer": Words("Ownership transferred", "handed over the ownership of"),
    "organizations.delete": Words("Organization deleted", "deleted the organization"),
    "organizations.restore": Words("Organization restored", "restored the organization"),
    "organizations.purge": Words("Organization purged", "deleted for good the organization"),
    "organizations.leave": Words("Member left", "left the organization", names_target=False),
    "organizations.change_role": Words("Role changed", "changed the role of"),
    "organizations.remove_member": Words("Member removed", "removed"),
    "organizations.invite": Words("Invitation sent", "invited"),
    "organizations.resend_invitation": Words("Invitation sent again", "sent the invitation again to"),
    "organizations.renew_link": Words("Invitation link renewed", "made a new link of the invitation for"),
    "organizations.create_link": Words("Invitation link created", "created an invitation link", names_target=False),
    "organizations.revoke_invitation": Words("Invitation revoked", "revoked the invitation for"),
    "organizations.accept_invitation": Words("Invitation accepted", "accepted an invitation", names_target=False),
    "organizations.accept_waiting": Words("Invitation accepted", "accepted an invitation", names_target=False),
    "organizations.request_seat": Words("Seat requested", "asked for a seat for"),
    "organizations.request_waiting_seat": Words("Seat requested", "asked for a seat for"),
    "organizations.join": Words(
        "Joined with a new account", "joined with a new account", names_target=False, by_target=True
    ),
    "assistant.rename": Words("Conversation renamed", "renamed a conversation", names_target=False),
    "assistant.share": Words("Conversation shared", "changed who may read a conversation", names_target=False),
    "assistant.stop": Words("Answer stopped", "stopped an answer of the assistant", names_target=False),
    "assistant.delete": Words("Conversation deleted", "deleted a conversation", names_target=False),
    "usage.choose_overage": Words(
        "Overage chosen", "chose what happens beyond the plan's AI credits", names_target=False
    ),
    "usage.set_budget": Words("Budget set", "set the AI budget of"),
    "usage.clear_budget": Words("Budget removed", "removed the AI budget of"),
    "usage.set_key_budget": Words("Budget of an API key set", "set the AI budget of the API key"),
    "usage.clear_key_budget": Words("Budget of an API key removed", "removed the AI budget of the API key"),
    "usage.add_pack": Words("Credits bought", "added"),
    "usage.report_overage": Words("Overage refused", "was refused by the payment provider:"),
    "usage.retry_report": Words("Overage reported again", "had reported again to the payment provider:"),
    "billing.start_checkout": Words("Checkout started", "started to buy"),
    "billing.buy_pack": Words("Checkout started", "started to buy"),
    "billing.change_plan": Words("Plan changed", "changed the plan to"),
    "billing.cancel": Words("Plan canceled", "canceled the plan"),
    "billing.resume": Words("Plan resumed", "resumed the plan"),
    "billing.arrange_plan": Words("Plan arranged", "arranged the plan"),
    "billing.end_arrangement": Words("Arranged plan ended", "ended the arranged plan"),
    "billing.sync_organization": Words("Plan updated", "put the organization on"),
    "billing.fix_difference": Words("Correction of billing", "set out to correct the billing:"),
    "billing.replay_event": Words("Message handled again", "had a message of the payment provider handled again:"),
    "api_keys.create": Words("API key created", "created the API key"),
    "api_keys.roll": Words("API key rolled", "gave a new secret to the API key"),
    "api_keys.revoke": Words("API key revoked", "revoked the API key"),
    "files.upload": Words("File uploaded", "uploaded"),
    "files.delete": Words("File deleted", "deleted the file"),
    "documents.add": Words("Document added", "added the document"),
    "documents.replace": Words("Document replaced", "replaced the file of the document"),
    "documents.change": Words("Document changed", "changed title or tags of the document"),
    "documents.retry": Words("Document read again", "had the document read again:"),
    "documents.delete": Words("Document deleted", "deleted the document"),
    "contact.ask": Words("Request received", "asked to be contacted:"),
    "contact.reopen": Words("Request reopened", "opened again the request of"),
    "contact.mark_answered": Words("Request answered", "answered the request of"),
}


def words_for(action: str) -> Words:
    """The words of an action; its name, taken apart, when it has none."""
    if action in ACTIONS:
        return ACTIONS[action]
    area, _, name = action.rpartition(".")
    plain = name.replace("_", " ") or action
    return Words(f"{plain.capitalize()} ({area})" if area else plain.capitalize(), f"did “{plain}”", names_target=True)


def in_words(row: AuditRow) -> AuditLine:
    """An entry as people read it."""
    words = words_for(row.action)
    return AuditLine(
        id=str(row.id),
        at=row.created_at,
        actor=(_cut(row.target_name, _LONGEST_TARGET) if words.by_target else row.actor_name)
        or _NOBODY.get(row.actor_kind, "Somebody"),
        actor_id=str(row.actor_id or ""),
        said=words.said,
        target=_cut(row.target_name, _LONGEST_TARGET) if words.names_target else "",
        action=row.action,
        request_id=row.request_id,
        reason=row.reason,
        changes=changes(row.before, row.after),
    )


def changes(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> list[Change]:
    """What is different, detail by detail; a detail that stayed the same is left out."""
    old, new = before or {}, after or {}
    names = list(dict.fromkeys([*old, *new]))
    return [
        Change(name, _text(old.get(name)), _text(new.get(name))) for name in names if old.get(name) != new.get(name)
    ]


def _text(value: Any) -> str:
    if value is None:
        return ""
    return _cut(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False), _LONGEST_VALUE)


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[:longest]}…"
