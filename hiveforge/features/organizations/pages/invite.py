"""What the holder of an invitation sees, whatever became of it."""

import reflex as rx

from hiveforge.core.permissions import Access
from hiveforge.features.organizations.components.invitation import states
from hiveforge.features.organizations.state import InvitationState
from hiveforge.ui.page import page


@page("/invite/[invitation]", title="Invitation", requires=Access.PUBLIC, on_load=InvitationState.load)
def invite() -> rx.Component:
    return states()
