"""Members: finding them among many, changing roles, removing, and the rules nobody gets round."""

import asyncio
from uuid import UUID

import pytest
from factories import Tenant

from hiveforge.core.actor import system
from hiveforge.core.clock import new_id
from hiveforge.core.db import unit_of_work
from hiveforge.core.errors import NotAllowed, NotFound
from hiveforge.core.identity import actor_for_session
from hiveforge.core.paging import BadCursor
from hiveforge.core.permissions import Role
from hiveforge.features.accounts.models import User
from hiveforge.features.organizations import LastOwner, MembersQuery, OnlyOwnersMakeOwners, list_members, service
from hiveforge.features.organizations.models import Membership


async def crowd(tenant: Tenant, many: int) -> None:
    async with unit_of_work(system("test")) as db:
        people = [User(email=f"p{n:04}@{tenant.slug}.test", name=f"Person {n:04}") for n in range(many)]
        db.add_all(people)
        await db.flush()
        db.add_all(Membership(organization_id=tenant.id, user_id=p.id, role=Role.MEMBER) for p in people)


async def now_as(tenant: Tenant, role: Role):
    """The person who had `role` at first, with the role they have now."""
    return await actor_for_session(tenant.secrets[role], place=tenant.slug)


async def test_everybody_sees_the_members_of_their_own_organization_only(acme, globex):
    for role in Role:
        page = await list_members(acme.as_(role))
        assert page.total == 4
        assert {m.email for m in page.rows} == {f"{r}@acme.test" for r in Role}


async def test_an_outsider_finds_no_members(acme, globex):
    outsider = await actor_for_session(globex.secrets[Role.OWNER], place="acme")
    with pytest.raises(NotFound):
        await list_members(outsider)


async def test_a_thousand_members_are_searched_filtered_and_paged(acme, owner):
    await crowd(acme, 1000)
    owner.execute("analyze users, memberships")  # Postgres does it by itself within a minute

    first = await list_members(acme.viewer, MembersQuery(), limit=25)
    assert (len(first.rows), first.total) == (25, 1004)
    last = await list_members(acme.viewer, MembersQuery(), limit=25, offset=1000)
    assert [m.name for m in last.rows] == ["Person 0997", "Person 0998", "Person 0999", "Viewer of Acme"]
    found = await list_members(acme.viewer, MembersQuery(search="P0123@ACME"), limit=25)
    assert ([m.name for m in found.rows], found.total) == (["Person 0123"], 1)
    staff = await list_members(acme.viewer, MembersQuery(role=Role.ADMIN))
    assert [m.email for m in staff.rows] == ["admin@acme.test"]
    nobody = await list_members(acme.viewer, MembersQuery(search="person", role=Role.OWNER), limit=25)
    assert (nobody.rows, nobody.total) == ([], 0)


@pytest.mark.parametrize("search", ["%", "_", "\\", "100%_", "'; drop table users; --"])
async def test_search_takes_every_character_for_itself(acme, search):
    assert (await list_members(acme.owner, MembersQuery(search=search))).total == 0


async def test_members_are_sorted_both_ways_and_owners_first(acme):
    async def order(sort):
        return [m.role for m in (await list_members(acme.owner, MembersQuery(sort=sort))).rows]

    assert await order("role") == [Role.OWNER, Role.ADMIN, Role.MEMBER, Role.VIEWER]
    assert await order("-role") == [Role.VIEWER, Role.MEMBER, Role.ADMIN, Role.OWNER]
    assert await order("name") == await order("email") == [Role.ADMIN, Role.MEMBER, Role.OWNER, Role.VIEWER]
    assert sorted(await order("-joined")) == sorted(Role)


@pytest.mark.parametrize("sort", ["name", "-name", "email", "-email", "role", "-role", "joined", "-joined"])
async def test_pieces_fit_together_in_every_order(acme, sort):
    await crowd(acme, 30)
    query, seen, cursor = MembersQuery(sort=sort), [], ""
    while cursor is not None:
        page = await service.browse_members(acme.viewer, query, cursor=cursor, limit=7)
        seen += page.items
        cursor = page.next_cursor
    assert seen == (await list_members(acme.viewer, query)).rows


async def test_a_cursor_of_another_order_is_refused(acme):
    page = await service.browse_members(acme.viewer, MembersQuery(sort="name"), limit=1)
    with pytest.raises(BadCursor):
        await service.browse_members(acme.viewer, MembersQuery(sort="-joined"), cursor=page.next_cursor, limit=1)


async def test_an_admin_changes_a_role_which_counts_at_once_and_is_told_by_mail(acme, owner, queued):
    viewer = acme.people[Role.VIEWER].id
    changed = await service.change_role(acme.admin, viewer, Role.ADMIN)

    assert changed.role is Role.ADMIN
    assert (await now_as(acme, Role.VIEWER)).role is Role.ADMIN
    row = owner.execute("select action, target_name, before, after from audit_entries").fetchone()
    assert row == ("organizations.change_role", "Viewer of Acme", {"role": "viewer"}, {"role": "admin"})
    assert queued() == ["mailing.send"]
    assert owner.execute("select recipient, kind from outgoing_mails").fetchall() == [
        ("viewer@acme.test", "organizations.role_changed")
    ]


async def test_the_same_role_again_changes_nothing(acme, audited, queued):
    await service.change_role(acme.admin, acme.people[Role.VIEWER].id, Role.VIEWER)
    assert (audited(), queued()) == ([], [])


async def test_members_and_viewers_change_nobody(acme):
    for actor in (acme.member, acme.viewer):
        with pytest.raises(NotAllowed):
            await service.change_role(actor, actor.id, Role.ADMIN)
        with pytest.raises(NotAllowed):
            await service.remove_member(actor, acme.people[Role.VIEWER].id)


async def test_somebody_elses_member_and_nobody_look_the_same(acme, globex):
    for stranger in (globex.people[Role.VIEWER].id, new_id(), UUID(int=0)):
        for act in (service.get_member, service.remove_member):
            with pytest.raises(NotFound):
                await act(acme.owner, stranger)
        with pytest.raises(NotFound):
            await service.change_role(acme.owner, stranger, Role.VIEWER)
        with pytest.raises(NotFound):
            await service.transfer(acme.owner, stranger)
    assert (await list_members(globex.owner)).total == 4


async def test_an_admin_makes_and_unmakes_no_owner(acme):
    owner_id, viewer = acme.people[Role.OWNER].id, acme.people[Role.VIEWER].id
    with pytest.raises(OnlyOwnersMakeOwners):
        await service.change_role(acme.admin, viewer, Role.OWNER)
    with pytest.raises(OnlyOwnersMakeOwners):
        await service.change_role(acme.admin, owner_id, Role.MEMBER)
    with pytest.raises(OnlyOwnersMakeOwners):
        await service.remove_member(acme.admin, owner_id)


async def test_the_database_itself_lets_only_owners_make_owners(acme):
    """An actor that claims to be an owner passes Python's rule; Postgres looks the role up."""
    impostor = await now_as(acme, Role.ADMIN)
    object.__setattr__(impostor, "role", Role.OWNER)
    with pytest.raises(OnlyOwnersMakeOwners):
        await service.change_role(impostor, acme.people[Role.VIEWER].id, Role.OWNER)


async def test_an_owner_makes_another_owner_and_unmakes_them(acme):
    admin = acme.people[Role.ADMIN].id
    assert (await service.change_role(acme.owner, admin, Role.OWNER)).role is Role.OWNER
    assert (await service.change_role(acme.owner, admin, Role.MEMBER)).role is Role.MEMBER


async def test_the_last_owner_neither_steps_down_nor_goes_nor_leaves(acme):
    me = acme.people[Role.OWNER].id
    for act in (
        service.change_role(acme.owner, me, Role.ADMIN),
        service.remove_member(acme.owner, me),
        service.leave(acme.owner),
    ):
        with pytest.raises(LastOwner, match="somebody else an owner first"):
            await act
    assert (await now_as(acme, Role.OWNER)).role is Role.OWNER


@pytest.mark.parametrize("how", ["leave", "step down", "remove each other"])
async def test_two_owners_cannot_both_go_at_once(acme, owner, how):
    await service.change_role(acme.owner, acme.people[Role.ADMIN].id, Role.OWNER)
    one, two = acme.owner, await now_as(acme, Role.ADMIN)
    acts = {
        "leave": lambda: (service.leave(one), service.leave(two)),
        "step down": lambda: tuple(service.change_role(who, who.user_id, Role.VIEWER) for who in (one, two)),
        "remove each other": lambda: (
            service.remove_member(one, two.user_id),
            service.remove_member(two, one.user_id),
        ),
    }
    results = await asyncio.gather(*acts[how](), return_exceptions=True)
    assert sum(isinstance(r, Exception) for r in results) == 1, results
    assert owner.execute("select count(*) from memberships where role = 'owner'").fetchone() == (1,)


async def test_whoever_is_removed_is_out_at_once_and_is_told(acme, owner):
    await service.remove_member(acme.admin, acme.people[Role.VIEWER].id)
    assert (await now_as(acme, Role.VIEWER)).organization is None
    row = owner.execute("select action, target_name, before, after, organization_id from audit_entries").fetchone()
    assert row == ("organizations.remove_member", "Viewer of Acme", {"role": "viewer"}, None, acme.id)
    mail = owner.execute("select recipient, kind, text from outgoing_mails").fetchone()
    assert mail[:2] == ("viewer@acme.test", "organizations.removed")
    assert "Admin of Acme removed you" in " ".join(mail[2].split())


async def test_anybody_else_may_leave_and_stands_in_the_log(acme, owner):
    for role in (Role.VIEWER, Role.MEMBER, Role.ADMIN):
        await service.leave(acme.as_(role))
        assert (await now_as(acme, role)).organization is None
    rows = owner.execute("select distinct action, organization_id from audit_entries").fetchall()
    assert rows == [("organizations.leave", acme.id)]
    with pytest.raises(NotFound):
        await service.leave(acme.viewer)


async def test_an_admin_may_step_down(acme):
    assert (await service.change_role(acme.admin, acme.people[Role.ADMIN].id, Role.VIEWER)).role is Role.VIEWER


async def test_ownership_is_handed_over_in_one_act(acme, owner):
    await service.transfer(acme.owner, acme.people[Role.VIEWER].id)
    assert (await now_as(acme, Role.OWNER)).role is Role.ADMIN
    assert (await now_as(acme, Role.VIEWER)).role is Role.OWNER
    row = owner.execute("select before, after from audit_entries").fetchone()
    assert row[0]["owner"] == "Owner of Acme"
    assert row[1]["owner"] == "Viewer of Acme"
    assert owner.execute("select recipient from outgoing_mails").fetchall() == [("viewer@acme.test",)]


async def test_handing_over_to_oneself_changes_nothing(acme, audited):
    await service.transfer(acme.owner, acme.people[Role.OWNER].id)
    assert (await now_as(acme, Role.OWNER)).role is Role.OWNER
    assert audited() == []


async def test_only_owners_hand_over(acme):
    for actor in (acme.admin, acme.member, acme.viewer):
        with pytest.raises(NotAllowed):
            await service.transfer(actor, actor.user_id)
