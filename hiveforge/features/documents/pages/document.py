"""One document and its text, with a passage that a citation leads to."""

import reflex as rx

from hiveforge.features.documents import service
from hiveforge.features.documents.components.document import content, heading
from hiveforge.features.documents.state import DocumentState
from hiveforge.ui.live import on_news
from hiveforge.ui.page import page


@page("/o/[slug]/documents/[document]", title="Document", requires=service.view, on_load=DocumentState.load)
def document() -> rx.Component:
    return rx.fragment(heading(), content(), on_news("documents", DocumentState.load))
