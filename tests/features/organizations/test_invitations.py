"""Inviting, sending again, revoking: what those inside do with invitations."""

import asyncio
import re
from datetime import timedelta

import pytest

from hiveforge.core.clock import new_id, now
from hiveforge.core.errors import NotAllowed, NotFound, TooMany
from hiveforge.core.identity import actor_for_session
from hiveforge.core.permissions import Role
from hiveforge.features.organizations import AlreadyMember, InviteForm, invite, rules, service
from hiveforge.features.organizations.errors import AlreadyInvited, InvitationClosed, TooManyInvitations
from hiveforge.features.organizations.schemas import InvitationKind, LinkForm


def mailed_links(owner) -> list[str]:
    rows = owner.execute("select text from outgoing_mails where kind = 'organizations.invitation' order by id")
    return [re.search(r"http://\S+/invite/\S+", row[0])[0] for row in rows.fetchall()]


async def open_invitations(actor):
    return (await service.list_invitations(actor)).rows


async def test_each_address_gets_a_mail_with_a_link_of_its_own(acme, owner, queued, audited):
    done = await invite(acme.admin, InviteForm(emails="Grace@Example.com, linus@example.com", role=Role.VIEWER))

    assert [i.email for i in done.invited] == ["grace@example.com", "linus@example.com"]
    assert (done.members, done.waiting) == ([], [])
    links = mailed_links(owner)
    assert len(set(links)) == 2
    assert queued() == ["mailing.send"] * 2
    assert audited() == ["organizations.invite"]
    stored = owner.execute("select token_hash from invitations").fetchall()
    assert not any(link.rpartition("/")[2] in str(stored) for link in links)
    for row in await open_invitations(acme.admin):
        assert (row.role, row.invited_by, row.kind) == (Role.VIEWER, "Admin of Acme", InvitationKind.EMAIL)
        assert timedelta(days=6, hours=23) < row.expires_at - now() < timedelta(days=7, minutes=1)


async def test_members_and_viewers_neither_invite_nor_see_invitations(acme):
    for actor in (acme.member, acme.viewer):
        with pytest.raises(NotAllowed):
            await invite(actor, InviteForm(emails="x@example.com"))
        with pytest.raises(NotAllowed):
            await service.list_invitations(actor)
        with pytest.raises(NotAllowed):
            await service.create_link(actor, LinkForm())


async def test_another_organization_sees_and_touches_no_invitation(acme, globex):
    (made,) = (await invite(acme.owner, InviteForm(emails="x@example.com"))).invited
    assert await open_invitations(globex.owner) == []
    for act in (service.revoke_invitation, service.resend_invitation, service.renew_link):
        with pytest.raises(NotFound):
            await act(globex.owner, made.id)
        with pytest.raises(NotFound):
            await act(acme.owner, new_id())
    assert len(await open_invitations(acme.owner)) == 1


async def test_a_member_is_not_invited_again(acme, queued):
    with pytest.raises(AlreadyMember) as refused:
        await invite(acme.admin, InviteForm(emails="VIEWER@acme.test"))
    assert refused.value.param == "emails"
    assert queued() == []


async def test_an_address_with_an_open_invitation_is_not_invited_twice(acme):
    await invite(acme.admin, InviteForm(emails="x@example.com"))
    with pytest.raises(AlreadyInvited):
        await invite(acme.admin, InviteForm(emails="x@example.com"))


async def test_of_many_addresses_the_new_ones_are_invited_and_the_others_named(acme, queued):
    await invite(acme.admin, InviteForm(emails="x@example.com"))
    done = await invite(acme.admin, InviteForm(emails="x@example.com y@example.com viewer@acme.test"))
    assert [i.email for i in done.invited] == ["y@example.com"]
    assert (done.members, done.waiting) == (["viewer@acme.test"], ["x@example.com"])
    assert len(queued()) == 2


async def test_two_who_invite_the_same_person_at_once_send_one_mail(acme, queued):
    results = await asyncio.gather(
        *(invite(who, InviteForm(emails="x@example.com")) for who in (acme.owner, acme.admin)), return_exceptions=True
    )
    assert sorted(type(r).__name__ for r in results) == ["AlreadyInvited", "Invited"]
    assert len(queued()) == 1


async def test_an_expired_or_revoked_invitation_does_not_stand_in_the_way_of_a_new_one(acme, owner):
    await invite(acme.admin, InviteForm(emails="x@example.com"))
    owner.execute("update invitations set expires_at = now()")
    (second,) = (await invite(acme.admin, InviteForm(emails="x@example.com"))).invited
    await service.revoke_invitation(acme.admin, second.id)
    (third,) = (await invite(acme.admin, InviteForm(emails="x@example.com"))).invited
    assert [row.id for row in await open_invitations(acme.admin)] == [third.id]


async def test_open_invitations_are_limited(acme, owner):
    owner.execute(
        "insert into invitations (id, created_at, organization_id, kind, email, role, token_hash, expires_at, uses)"
        " select gen_random_uuid(), now(), %s, 'email', 'p' || n || '@example.com', 'member', 'hash' || n,"
        " now() + interval '1 day', 0 from generate_series(1, %s) n",
        [acme.id, rules.MOST_OPEN_INVITATIONS - 1],
    )
    with pytest.raises(TooManyInvitations, match="199 invitations are open"):
        await invite(acme.admin, InviteForm(emails="x@example.com y@example.com"))
    await service.create_link(acme.admin, LinkForm())
    with pytest.raises(TooManyInvitations):
        await service.create_link(acme.admin, LinkForm())


async def test_an_organization_sends_only_so_many_invitations_a_day(acme, owner, monkeypatch):
    monkeypatch.setattr(rules, "INVITATIONS_PER_DAY", 3)
    await invite(acme.admin, InviteForm(emails="a@example.com b@example.com"))
    with pytest.raises(TooMany):
        await invite(acme.owner, InviteForm(emails="c@example.com d@example.com"))
    assert len(await open_invitations(acme.admin)) == 2


async def test_sending_again_makes_a_new_link_for_another_week(acme, owner):
    (made,) = (await invite(acme.admin, InviteForm(emails="x@example.com"))).invited
    owner.execute("update invitations set expires_at = now() + interval '1 hour'")
    again = await service.resend_invitation(acme.owner, made.id)
    old, new = mailed_links(owner)
    assert old != new
    assert again.expires_at > now() + timedelta(days=6)
    old_token, new_token = (link.rpartition("/")[2] for link in (old, new))
    stranger = await actor_for_session(None)
    with pytest.raises(NotFound):
        await service.view_invitation(stranger, old_token)
    assert (await service.view_invitation(stranger, new_token)).organization == "Acme"


async def test_an_expired_invitation_can_be_sent_again(acme, owner):
    (made,) = (await invite(acme.admin, InviteForm(emails="x@example.com"))).invited
    owner.execute("update invitations set expires_at = now()")
    await service.resend_invitation(acme.admin, made.id)
    assert len(await open_invitations(acme.admin)) == 1


async def test_nobodys_mailbox_is_flooded_by_sending_again(acme):
    (made,) = (await invite(acme.admin, InviteForm(emails="x@example.com"))).invited
    for _ in range(rules.RESENDS_PER_HOUR):
        await service.resend_invitation(acme.admin, made.id)
    with pytest.raises(TooMany):
        await service.resend_invitation(acme.admin, made.id)


async def test_a_revoked_invitation_is_neither_listed_nor_sent_nor_revoked_again(acme, audited):
    (made,) = (await invite(acme.admin, InviteForm(emails="x@example.com"))).invited
    await service.revoke_invitation(acme.owner, made.id)
    assert await open_invitations(acme.admin) == []
    for act in (service.revoke_invitation, service.resend_invitation, service.renew_link):
        with pytest.raises(InvitationClosed):
            await act(acme.admin, made.id)
    assert audited() == ["organizations.invite", "organizations.revoke_invitation"]


async def test_a_link_is_shown_once_and_only_its_hash_is_kept(acme, owner):
    made = await service.create_link(acme.admin, LinkForm(role=Role.VIEWER))
    token = made.url.rpartition("/")[2]
    assert made.url.startswith("http://localhost:8000/invite/c-")
    assert token not in str(owner.execute("select * from invitations").fetchall())
    (row,) = await open_invitations(acme.owner)
    assert (row.id, row.kind, row.email, row.uses) == (made.id, InvitationKind.LINK, None, 0)


async def test_a_link_is_not_sent_again(acme):
    made = await service.create_link(acme.admin, LinkForm())
    with pytest.raises(InvitationClosed):
        await service.resend_invitation(acme.admin, made.id)


async def test_an_invitation_outlives_the_membership_of_who_sent_it(acme):
    await invite(acme.admin, InviteForm(emails="x@example.com"))
    await service.remove_member(acme.owner, acme.people[Role.ADMIN].id)
    (row,) = await open_invitations(acme.owner)
    assert row.invited_by == ""


async def test_a_long_list_is_read_in_pieces(acme):
    await invite(acme.admin, InviteForm(emails=" ".join(f"p{n}@example.com" for n in range(10))))
    seen, cursor = [], ""
    while cursor is not None:
        page = await service.browse_invitations(acme.admin, cursor=cursor, limit=4)
        seen += page.items
        cursor = page.next_cursor
    assert seen == await open_invitations(acme.admin)


async def test_the_mail_says_who_invites_where_to_and_escapes_what_people_typed(acme, owner):
    owner.execute("update organizations set name = '<b>Acme</b> & Söhne'")
    await invite(acme.admin, InviteForm(emails="x@example.com"))
    subject, html, text = owner.execute("select subject, html, text from outgoing_mails").fetchone()
    assert subject == "Admin of Acme invites you to <b>Acme</b> & Söhne"
    assert "&lt;b&gt;Acme&lt;/b&gt; &amp; Söhne" in html
    assert "<b>Acme" not in html
    assert "open for seven days" in text
