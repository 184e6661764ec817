"""What the palette shows of documents, conversations and members that were found."""

from typing import Any

import reflex as rx

from hiveforge.ui.avatar import avatar
from hiveforge.ui.command import found_link
from hiveforge.ui.command_palette import PaletteSearch, command_group
from hiveforge.ui.marked_text import marked_text
from hiveforge.ui.page import search_for

from .state import SearchState


@search_for("/o/[slug]")
def palette_search() -> PaletteSearch:
    """In the palette of every page of an organization."""
    return PaletteSearch(
        results=rx.fragment(
            _group("Documents", SearchState.documents, lambda line: _text(line, "file-text", "document")),
            _group(
                "Conversations", SearchState.conversations, lambda line: _text(line, "message-square", "conversation")
            ),
            _group("Members", SearchState.members, _person),
            rx.foreach(SearchState.failed, _failed),
        ),
        on_search=SearchState.search,
        answered=SearchState.answered,
        said=SearchState.said,
    )


def _group(heading: str, lines: Any, line: Any) -> rx.Component:
    return rx.cond(lines.length() > 0, command_group(heading, rx.foreach(lines, line)))


def _text(line: Any, icon: str, kind: str) -> rx.Component:
    return found_link(
        rx.icon(icon, size=15, class_name="mt-0.5 text-muted-foreground", aria_hidden="true"),
        rx.el.span(
            rx.el.span(
                rx.el.span(line.title, class_name="truncate"),
                rx.cond(line.note != "", rx.el.span(line.note, class_name="shrink-0 text-xs text-muted-foreground")),
                class_name="flex min-w-0 items-baseline gap-2",
            ),
            rx.el.span(
                marked_text(line.pieces),
                class_name="line-clamp-2 text-xs break-words text-muted-foreground empty:hidden",
            ),
            class_name="grid min-w-0 flex-1 gap-0.5",
        ),
        to=line.href,
        value=f"{kind} {line.id}",
        key=line.id,
    )


def _person(line: Any) -> rx.Component:
    return found_link(
        avatar(line.initials, line.picture, size="sm"),
        rx.el.span(
            rx.el.span(line.name, class_name="truncate"),
            rx.el.span(line.email, class_name="truncate text-xs text-muted-foreground"),
            class_name="grid min-w-0 flex-1",
        ),
        to=line.href,
        value=f"member {line.id}",
        key=line.id,
    )


def _failed(sentence: Any) -> rx.Component:
    return rx.el.div(sentence, role="presentation", class_name="px-4 py-2 text-xs text-muted-foreground")
