"""Deleting an organization, bringing it back, and what goes for good."""

import pytest

from hiveforge.core.actor import system
from hiveforge.core.clock import new_id
from hiveforge.core.errors import NotAllowed, NotFound, NotSignedIn
from hiveforge.core.identity import actor_for_session
from hiveforge.core.permissions import Role
from hiveforge.features.organizations import SlugTaken, create, list_mine, service
from hiveforge.features.organizations.errors import CannotRestore, NameDoesNotMatch
from hiveforge.features.organizations.schemas import CreateForm


async def place(tenant, role=Role.OWNER):
    return (await actor_for_session(tenant.secrets[role], place=tenant.slug)).organization


async def test_the_name_must_be_typed_and_the_service_checks_it(acme):
    for typed in ("", "acme", "Globex"):
        with pytest.raises(NameDoesNotMatch):
            await service.delete(acme.owner, typed)
    assert await place(acme) == acme.id


async def test_only_owners_delete(acme):
    for actor in (acme.admin, acme.member, acme.viewer):
        with pytest.raises(NotAllowed):
            await service.delete(actor, "Acme")


async def test_a_deleted_organization_is_gone_for_everybody_at_once(acme, globex, owner):
    stale = acme.viewer
    await service.delete(acme.owner, "Acme")
    for role in Role:
        assert await place(acme, role) is None
        assert await list_mine(acme.as_(role)) == []
    with pytest.raises(NotFound):
        await service.get(stale)
    assert (await service.list_members(stale)).rows == []
    with pytest.raises(NotFound):
        await service.delete(acme.owner, "Acme")
    assert await place(globex) == globex.id


async def test_the_deletion_is_audited_and_owners_are_told_how_to_undo_it(acme, owner):
    await service.change_role(acme.owner, acme.people[Role.ADMIN].id, Role.OWNER)
    owner.execute("delete from outgoing_mails")
    await service.delete(acme.owner, "Acme")
    mails = owner.execute("select recipient, text from outgoing_mails order by recipient").fetchall()
    assert [m[0] for m in mails] == ["admin@acme.test", "owner@acme.test"]
    assert "/organizations" in mails[0][1]
    assert "bring it back" in mails[0][1]
    action, organization = owner.execute(
        "select action, organization_id from audit_entries order by created_at desc limit 1"
    ).fetchone()
    assert (action, organization) == ("organizations.delete", acme.id)


async def test_its_address_stays_reserved_while_it_can_be_restored(acme, globex):
    await service.delete(acme.owner, "Acme")
    with pytest.raises(SlugTaken):
        await create(globex.owner, CreateForm(name="Acme", slug="acme"))


async def test_an_owner_sees_and_restores_it_with_everybody_in_it(acme, audited):
    await service.delete(acme.owner, "Acme")
    (deleted,) = await service.list_deleted(acme.owner)
    assert (deleted.id, deleted.name, deleted.deleted_by) == (acme.id, "Acme", "Owner of Acme")
    assert (deleted.purged_at - deleted.deleted_at).days == 30

    assert await service.restore(acme.owner, acme.id) == "acme"

    for role in Role:
        assert await place(acme, role) == acme.id
    assert await service.list_deleted(acme.owner) == []
    assert audited() == ["organizations.delete", "organizations.restore"]


async def test_restoring_twice_is_harmless(acme, audited):
    await service.delete(acme.owner, "Acme")
    assert [await service.restore(acme.owner, acme.id) for _ in range(2)] == ["acme", "acme"]
    assert audited().count("organizations.restore") == 1


async def test_nobody_but_its_owners_sees_or_restores_it(acme, globex):
    await service.delete(acme.owner, "Acme")
    for actor in (acme.admin, acme.member, acme.viewer, globex.owner):
        assert await service.list_deleted(actor) == []
        with pytest.raises(NotFound):
            await service.restore(actor, acme.id)
    with pytest.raises(NotFound):
        await service.restore(acme.owner, new_id())


async def test_visitors_restore_nothing(acme):
    from hiveforge.core.actor import visitor

    with pytest.raises(NotSignedIn):
        await service.restore(visitor(), acme.id)


async def test_after_thirty_days_it_cannot_be_restored_and_is_purged(acme, globex, owner):
    await service.delete(acme.owner, "Acme")
    await service.delete(globex.owner, "Globex")
    owner.execute("update organizations set deleted_at = now() - interval '30 days' where slug = 'acme'")
    assert await service.list_deleted(acme.owner) == []
    with pytest.raises(CannotRestore):
        await service.restore(acme.owner, acme.id)

    assert await service.purge(system("purging")) == 1

    assert owner.execute("select slug from organizations").fetchall() == [("globex",)]
    assert owner.execute("select count(*) from memberships where organization_id = %s", [acme.id]).fetchone() == (0,)
    assert owner.execute("select count(*) from users where email like '%acme.test'").fetchone() == (4,)
    log = owner.execute(
        "select action, actor_kind from audit_entries where organization_id = %s order by created_at", [acme.id]
    ).fetchall()
    assert log == [("organizations.delete", "user"), ("organizations.purge", "system")]
    with pytest.raises(NotFound):
        await service.restore(acme.owner, acme.id)
    assert await service.purge(system("purging")) == 0


async def test_purging_leaves_living_organizations_alone(acme, owner):
    assert await service.purge(system("purging")) == 0
    assert await place(acme) == acme.id
