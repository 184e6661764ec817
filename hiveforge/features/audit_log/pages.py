"""The audit log of an organization."""

import reflex as rx

from hiveforge.ui.live import on_news
from hiveforge.ui.navigation import Nav
from hiveforge.ui.page import page
from hiveforge.ui.page_header import page_header

from . import service
from .components import download_link, log_card, reach_note
from .state import AuditLogState


@page(
    "/o/[slug]/audit-log",
    title="Audit log",
    requires=service.list_entries,
    on_load=AuditLogState.load,
    nav=Nav("Audit log", "scroll-text", order=80),
)
def audit_log() -> rx.Component:
    return rx.fragment(
        page_header("Audit log", "Who did what, and when. Nobody can change it.", download_link()),
        log_card(),
        reach_note(),
        on_news(["members", "invitations", "organization", "billing"], AuditLogState.load),
    )
