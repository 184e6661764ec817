"""Invitations that let nobody in: expired, revoked, used, unknown, of a deleted organization."""

import pytest
from factories import person

from hiveforge.core.actor import visitor
from hiveforge.core.errors import NotFound
from hiveforge.core.identity import actor_for_session
from hiveforge.features.organizations import service
from hiveforge.features.organizations.errors import (
    InvitationExpired,
    InvitationRevoked,
    InvitationUsed,
)
from hiveforge.features.organizations.schemas import InvitationStep, JoinForm

from .inviting import PASSWORD, invited, members, step


async def test_an_expired_invitation_says_so(acme, owner):
    token = await invited(acme, owner)
    owner.execute("update invitations set expires_at = now() - interval '1 second'")
    grace = await person("grace@example.com")
    for actor in (grace, visitor()):
        assert await step(actor, token) is InvitationStep.EXPIRED
    with pytest.raises(InvitationExpired):
        await service.accept_invitation(grace, token)
    with pytest.raises(InvitationExpired):
        await service.join(visitor(), JoinForm(invitation=token, name="Grace", password=PASSWORD))
    assert members(owner) == 4


async def test_a_revoked_invitation_says_so(acme, owner):
    token = await invited(acme, owner)
    await service.revoke_invitation(acme.owner, (await service.list_invitations(acme.owner)).rows[0].id)
    grace = await person("grace@example.com")
    for actor in (grace, visitor()):
        assert await step(actor, token) is InvitationStep.REVOKED
    with pytest.raises(InvitationRevoked):
        await service.accept_invitation(grace, token)
    with pytest.raises(InvitationRevoked):
        await service.join(visitor(), JoinForm(invitation=token, name="Grace", password=PASSWORD))


async def test_a_used_invitation_lets_nobody_else_in_and_not_back_in(acme, owner):
    token = await invited(acme, owner)
    grace = await person("grace@example.com", secret="grace")
    await service.accept_invitation(grace, token)
    assert await step(visitor(), token) is InvitationStep.USED
    await service.leave(await actor_for_session("grace", place="acme"))
    assert await step(grace, token) is InvitationStep.USED
    with pytest.raises(InvitationUsed):
        await service.accept_invitation(grace, token)


@pytest.mark.parametrize("token", ["", "m-", "m-" + "A" * 43, "x" * 100, "蜂"])
async def test_an_unknown_token_is_not_found(acme, owner, token):
    grace = await person("grace@example.com")
    for actor in (visitor(), grace):
        with pytest.raises(NotFound):
            await service.view_invitation(actor, token)
    with pytest.raises(NotFound):
        await service.accept_invitation(grace, token)
    with pytest.raises(NotFound):
        await service.join(visitor(), JoinForm(invitation=token, name="Grace", password=PASSWORD))


async def test_an_invitation_into_a_deleted_organization_is_not_found(acme, owner):
    token = await invited(acme, owner)
    await service.delete(acme.owner, "Acme")
    grace = await person("grace@example.com")
    with pytest.raises(NotFound):
        await service.view_invitation(grace, token)
    with pytest.raises(NotFound):
        await service.accept_invitation(grace, token)
    assert await service.list_waiting(grace) == []
