"""What the pages of organizations show and do, a state for each page."""

from .choice import ChoiceState, CreateState, WelcomeState
from .frame import FrameState
from .home import HomeState
from .invitation import InvitationState
from .inviting import InvitingState
from .members import MembersState
from .settings import SettingsState

__all__ = [
    "ChoiceState",
    "CreateState",
    "FrameState",
    "HomeState",
    "InvitationState",
    "InvitingState",
    "MembersState",
    "SettingsState",
    "WelcomeState",
]
