"""Ways in to test with, and what they show."""

import asyncio
import re

from hiveforge.core.errors import AppError
from hiveforge.core.permissions import Role
from hiveforge.features.organizations import InviteForm, invite, service
from hiveforge.features.organizations.schemas import InvitationStep, LinkForm

PASSWORD = "correct horse battery"


async def invited(acme, owner, email="grace@example.com", role=Role.MEMBER) -> str:
    """Invite somebody; the token from their mail."""
    await invite(acme.admin, InviteForm(emails=email, role=role))
    (text,) = owner.execute("select text from outgoing_mails order by id desc limit 1").fetchone()
    return re.search(r"/invite/(\S+)", text)[1]


async def link(acme, role=Role.VIEWER) -> str:
    return (await service.create_link(acme.admin, LinkForm(role=role))).url.rpartition("/")[2]


async def step(actor, token) -> InvitationStep:
    return (await service.view_invitation(actor, token)).step


def members(owner) -> int:
    return owner.execute("select count(*) from memberships").fetchone()[0]


async def outcomes(*acts) -> list[str]:
    """What became of acts that were begun at once."""
    done = await asyncio.gather(*acts, return_exceptions=True)
    for one in done:
        if isinstance(one, BaseException) and not isinstance(one, AppError):
            raise one
    return [one.code if isinstance(one, AppError) else "done" for one in done]
