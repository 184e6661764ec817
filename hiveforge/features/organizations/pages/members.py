"""Who belongs to an organization, and who is asked to."""

import reflex as rx

from hiveforge.features.organizations import service
from hiveforge.features.organizations.components.inviting import invitations_card, invite_button
from hiveforge.features.organizations.components.inviting_dialogs import invite_dialogs
from hiveforge.features.organizations.components.members import members_card
from hiveforge.features.organizations.state import MembersState
from hiveforge.ui.live import on_news
from hiveforge.ui.navigation import Nav
from hiveforge.ui.page import page
from hiveforge.ui.page_header import page_header


@page(
    "/o/[slug]/members",
    title="Members",
    requires=service.list_members,
    on_load=MembersState.load,
    nav=Nav("Members", "users", order=20),
)
def members() -> rx.Component:
    return rx.fragment(
        page_header("Members", f"Who works here, and as what. {MembersState.seats}", invite_button()),
        members_card(),
        invitations_card(),
        invite_dialogs(),
        on_news(["members", "invitations", "billing"], MembersState.load),
        on_news("presence", MembersState.see),
    )
