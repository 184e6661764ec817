"""Who was asked in and has not come yet, and the link that is shown once."""

from typing import Any

import reflex as rx

from hiveforge.features.organizations import service
from hiveforge.features.organizations.schemas import InvitationKind
from hiveforge.features.organizations.state import InvitingState, MembersState
from hiveforge.ui.allowed import allowed
from hiveforge.ui.banner import notice
from hiveforge.ui.button import button
from hiveforge.ui.card import card, card_header
from hiveforge.ui.confirm import Confirmation, confirm
from hiveforge.ui.dialog import open_dialog
from hiveforge.ui.link import link
from hiveforge.ui.menu import menu_item, menu_separator, row_menu
from hiveforge.ui.relative_time import relative_time
from hiveforge.ui.shown_once import shown_once

from .inviting_dialogs import INVITE, LINK
from .roles import role_badge


def invite_button() -> rx.Component:
    """For the top of the page. `#invite` in the address opens the same dialog."""
    return rx.cond(
        allowed(service.invite),
        rx.fragment(
            button("Create link", variant="secondary", on_click=open_dialog(LINK)),
            button(rx.icon("user-plus", size=15, aria_hidden="true"), "Invite people", on_click=open_dialog(INVITE)),
        ),
    )


def invitations_card() -> rx.Component:
    """Who was asked and has not come yet."""
    revoking, renewing = _revoking(), _renewing()
    return rx.cond(
        allowed(service.list_invitations),
        rx.fragment(
            shown_once(
                InvitingState.link,
                title=f"Link for {InvitingState.link_for}",
                warning="Whoever has it can use it.",
                noun="link",
                on_saved=InvitingState.put_link_away,
            ),
            rx.cond(
                InvitingState.waiting > 0,
                card(
                    card_header("Pending invitations", "They end by themselves. You can withdraw them any time."),
                    rx.cond(MembersState.crowded, _waiting_for_seats()),
                    rx.el.ul(
                        rx.foreach(InvitingState.invitations, lambda line: _line(line, revoking, renewing)),
                        class_name="divide-y border-t",
                        aria_label="Pending invitations",
                    ),
                ),
            ),
            revoking.component,
            renewing.component,
        ),
    )


def _waiting_for_seats() -> rx.Component:
    """Members use all seats, for instance after a downgrade."""
    return rx.el.div(
        notice(
            rx.fragment(
                "Nobody can join right now, because members use all seats. These invitations stay open and work as soon as "
                "a seat is free. ",
                rx.cond(MembersState.more_seats != "", link("Add seats", href=MembersState.more_seats)),
            ),
            tone="warning",
        ),
        class_name="px-5 pb-4",
    )


def _line(line: Any, revoking: Confirmation, renewing: Confirmation) -> rx.Component:
    by_mail = line.kind == InvitationKind.EMAIL.value
    return rx.el.li(
        rx.el.span(
            rx.cond(by_mail, rx.icon("mail", size=16), rx.icon("link", size=16)),
            aria_hidden="true",
            class_name="shrink-0 text-muted-foreground max-sm:hidden",
        ),
        rx.el.div(
            rx.el.p(rx.el.span(line.name, class_name="truncate font-medium"), class_name="flex min-w-0"),
            rx.el.p(
                rx.cond(line.invited_by != "", rx.fragment("by ", line.invited_by, ", "), ""),
                "ends ",
                relative_time(line.expires),
                rx.cond(by_mail, "", rx.fragment(", ", _uses(line.uses))),
                class_name="text-xs text-muted-foreground",
            ),
            rx.cond(
                line.asked != "",
                rx.el.p("Asked for a seat ", relative_time(line.asked), class_name="text-xs font-medium"),
            ),
            class_name="min-w-0 flex-1",
        ),
        role_badge(line.role),
        row_menu(
            rx.cond(
                by_mail,
                rx.fragment(
                    menu_item("Send again", "send", on_click=InvitingState.resend(line.id)),
                    menu_item("Copy a new link…", "link", on_click=renewing.ask(line.id, line.name)),
                    menu_separator(),
                ),
            ),
            menu_item("Revoke…", "ban", danger=True, on_click=revoking.ask(line.id, line.name)),
            label=f"Actions for {line.name}",
        ),
        key=line.id,
        class_name="flex min-h-14 items-center gap-3 px-5 py-2",
    )


def _uses(count: Any) -> Any:
    return rx.match(count, (0, "not used yet"), (1, "used once"), f"used {count} times")


def _revoking() -> Confirmation:
    return confirm(
        "revoke-invitation",
        title="Revoke the invitation for {name}?",
        description="Its link stops working at once. You can invite them again.",
        action="Revoke",
        on_confirm=InvitingState.revoke,
    )


def _renewing() -> Confirmation:
    return confirm(
        "renew-link",
        title="Make a new link for {name}?",
        description="You can hand it over by other means. The link in the mail stops working.",
        action="Make a new link",
        on_confirm=InvitingState.renew_link,
    )
