"""Organizations, who belongs to them, and who is asked to."""

from .invitations import Invitation
from .organizations import Membership, Organization

__all__ = ["Invitation", "Membership", "Organization"]
