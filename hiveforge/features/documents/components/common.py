"""What both pages show: status, kind, text with its matches, and the question before a document is deleted."""

from typing import Any

import reflex as rx

from hiveforge.features.documents.schemas import DocumentStatus
from hiveforge.ui.badge import badge, match_badge
from hiveforge.ui.confirm import Confirmation, confirm
from hiveforge.ui.session import Session

ACCEPT = ".pdf,.docx,.md,.markdown,.html,.htm,.csv,.txt"
_STATUSES: dict[str, Any] = {
    DocumentStatus.QUEUED.value: ("Queued", "neutral"),
    DocumentStatus.READING.value: ("Reading", "info"),
    DocumentStatus.READY.value: ("Ready", "success"),
    DocumentStatus.FAILED.value: ("Failed", "danger"),
}
STATUSES = {value: text for value, (text, _) in _STATUSES.items()}
KINDS = {"pdf": "PDF", "docx": "Word", "html": "HTML", "markdown": "Markdown", "table": "CSV", "text": "Text"}


def documents_address() -> Any:
    """Where files are posted to."""
    return f"/api/v1/organizations/{Session.organization}/documents"


def status_badge(status: Any) -> Any:
    """Its word changes while the page is open."""
    return match_badge(status, _STATUSES, dot=True)


def kind_name(kind: Any) -> Any:
    return rx.match(kind, *KINDS.items(), kind)


def tag_badges(tags: Any) -> rx.Component:
    return rx.foreach(tags, lambda tag: badge(tag, "neutral"))


def deleting(on_confirm: Any) -> Confirmation:
    """The question before a document is deleted."""
    return confirm(
        "delete-document",
        title="Delete “{name}”?",
        description="It is gone at once, for everybody in the organization.",
        losses=[
            "The document, its text and its file.",
            "It is found and cited no more, also in what is asked from now on.",
        ],
        action="Delete",
        on_confirm=on_confirm,
    )
