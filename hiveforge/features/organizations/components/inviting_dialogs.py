"""The dialogs that ask people in: by mail, with the price of seats that are missing, and by a link for everybody."""

from functools import partial
from typing import Any

import reflex as rx

from hiveforge.features.organizations import service
from hiveforge.features.organizations.state import InvitingState, MembersState
from hiveforge.ui.allowed import allowed
from hiveforge.ui.banner import notice
from hiveforge.ui.base import Node
from hiveforge.ui.button import button
from hiveforge.ui.dialog import dialog, dialog_cancel, dialog_footer
from hiveforge.ui.event_form import event_form
from hiveforge.ui.field import field
from hiveforge.ui.kept_draft import KeptDraft
from hiveforge.ui.link import link
from hiveforge.ui.native_select import native_select
from hiveforge.ui.open_from_address import OpenFromAddress
from hiveforge.ui.relative_time import day
from hiveforge.ui.textarea import textarea

from .roles import CAN, INVITED_ROLES

INVITE, LINK = "invite", "invitation-link"


def invite_dialogs() -> rx.Component:
    return rx.cond(
        allowed(service.invite),
        rx.fragment(_by_email(), _by_link(), OpenFromAddress.create(name=INVITE)),
    )


def _by_email() -> rx.Component:
    return dialog(
        rx.el.div(on_mount=InvitingState.begin, hidden=True),  # there only while the dialog is open
        rx.cond(InvitingState.offer.seats_after == 0, _no_room()),
        event_form(
            field(
                "Email addresses", "emails", form_id=INVITE, control=textarea, rows=3, required=True,
                placeholder="grace@example.com, linus@example.com", auto_complete="off", spell_check=False,
                description="Separate several with commas, spaces or new lines.",
                error=InvitingState.errors["emails"],
            ),
            _role_field(INVITE),
            rx.cond(InvitingState.offer.seats_after > 0, _offer()),
            dialog_footer(
                dialog_cancel(), button(_invite_or_buy(), type="submit", loading=InvitingState.busy)
            ),
            KeptDraft.create(form_id=INVITE),
            form_id=INVITE, on_submit=InvitingState.invite, errors=InvitingState.errors, reset_on=InvitingState.sent,
        ),
        name=INVITE,
        title="Invite people",
        description="Each gets a mail with a link of their own, good for seven days.",
        close_on=InvitingState.sent,
    )  # fmt: skip


def _no_room() -> rx.Component:
    """Said before somebody types ten addresses, and with the way to a plan that has more."""
    buys = MembersState.more_seats != ""
    return rx.cond(
        InvitingState.upgrade != "",
        _warning(
            "There are not enough seats. ", link("Add seats", href=InvitingState.upgrade), ", or invite fewer people."
        ),
        rx.cond(MembersState.full, rx.cond(MembersState.sold & buys, _price_follows(), _full())),
    )


def _price_follows() -> rx.Component:
    return _warning("All seats are taken. You see what more seats cost before anything is charged.")


def _full() -> rx.Component:
    return _warning("All seats are taken. ", _buying(MembersState.more_seats))


def _offer() -> rx.Component:
    """The exact charge, before anybody pays it."""
    offer = InvitingState.offer
    return rx.el.div(
        rx.el.p(
            f"You have {offer.seats_now} seats, and all these people need {offer.seats_after}.",
            class_name="text-[0.8125rem]",
        ),
        rx.el.dl(
            rx.el.dt("Due now", class_name="font-semibold"),
            rx.el.dd(
                rx.cond(offer.due_now != "", offer.due_now, "Nothing"), class_name="text-right tabular font-semibold"
            ),
            rx.el.dt(rx.cond(offer.next_at != "", rx.fragment("From ", day(offer.next_at)), "Then")),
            rx.el.dd(offer.next_total, class_name="text-right tabular"),
            class_name="grid grid-cols-[minmax(0,1fr)_auto] gap-x-6 gap-y-1 border-t pt-3 text-sm",
        ),
        role="status",
        class_name="grid gap-3 rounded-lg bg-muted p-4",
    )


def _invite_or_buy() -> rx.Component:
    offer = InvitingState.offer
    return rx.cond(
        offer.seats_after == 0,
        "Invite people",
        rx.cond(offer.due_now != "", rx.fragment("Pay ", offer.due_now, " and invite"), "Add seats and invite"),
    )


def _link_without_room() -> rx.Component:
    return rx.cond(
        MembersState.full,
        _warning("All seats are taken, so nobody can join by the link yet. ", _buying(MembersState.more_seats)),
    )


def _buying(url: Any) -> rx.Component:
    return rx.cond(
        url != "",
        rx.fragment(link("Add seats", href=url), ", or remove a member or an invitation first."),
        "Remove a member or an invitation first, or ask an owner to add seats.",
    )


def _warning(*words: Node) -> rx.Component:
    return rx.el.div(notice(rx.fragment(*words), tone="warning"), class_name="mb-4")


def _by_link() -> rx.Component:
    return dialog(
        _link_without_room(),
        event_form(
            _role_field(LINK),
            dialog_footer(dialog_cancel(), button("Create link", type="submit")),
            form_id=LINK, on_submit=InvitingState.create_link, errors=InvitingState.errors, reset_on=InvitingState.made,
        ),
        name=LINK,
        title="Create link",
        description="Everybody who has the link can join, for 30 days or until you revoke it. It is shown once.",
        close_on=InvitingState.made,
        asks=False,
    )  # fmt: skip


def _role_field(form_id: str) -> rx.Component:
    return field(
        "Role", "role", form_id=form_id, control=partial(native_select, INVITED_ROLES), default_value="member",
        description=" ".join(CAN.values()), error=InvitingState.errors["role"],
    )  # fmt: skip
