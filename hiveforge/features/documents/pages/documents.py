"""The organization's documents: added, searched, looked after."""

import reflex as rx

from hiveforge.features.documents import service
from hiveforge.features.documents.components.documents import documents_card, uploads_card
from hiveforge.features.documents.state import DocumentsState
from hiveforge.ui.live import on_news
from hiveforge.ui.navigation import Nav
from hiveforge.ui.page import page
from hiveforge.ui.page_header import page_header


@page(
    "/o/[slug]/documents",
    title="Documents",
    requires=service.list_documents,
    on_load=DocumentsState.load,
    nav=Nav("Documents", "file-text", order=15),
)
def documents() -> rx.Component:
    return rx.fragment(
        page_header(
            "Documents", f"What your organization knows. Everybody here can search it. {DocumentsState.preparing}"
        ),
        uploads_card(),
        documents_card(),
        on_news("documents", DocumentsState.load),
    )
