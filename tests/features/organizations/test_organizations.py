"""Founding, finding and changing organizations."""

import asyncio

import pytest
from factories import person
from pydantic import ValidationError

from hiveforge.core.actor import visitor
from hiveforge.core.errors import NotAllowed, NotFound, NotSignedIn, TooMany
from hiveforge.core.identity import actor_for_session
from hiveforge.core.paging import BadCursor
from hiveforge.core.permissions import Role
from hiveforge.features.organizations import CreateForm, SlugTaken, create, list_mine, rules, service
from hiveforge.features.organizations.errors import OrganizationChanged, SlugReserved
from hiveforge.features.organizations.schemas import UpdateForm


async def in_organization(secret: str, slug: str):
    return await actor_for_session(secret, place=slug)


async def test_a_person_without_organization_founds_one_and_owns_it(owner, audited):
    ada = await person("ada@example.com", name="Ada", secret="ada")
    assert await list_mine(ada) == []

    made = await create(ada, CreateForm(name="Analytical Engines"))

    assert (made.name, made.slug, made.role) == ("Analytical Engines", "analytical-engines", Role.OWNER)
    assert await list_mine(ada) == [made]
    assert (await in_organization("ada", "analytical-engines")).role is Role.OWNER
    row = owner.execute("select action, actor_id, organization_id, target_name, after from audit_entries").fetchone()
    after = {"name": "Analytical Engines", "slug": "analytical-engines"}
    assert row == ("organizations.create", ada.id, made.id, "Analytical Engines", after)


async def test_a_visitor_founds_nothing(owner):
    with pytest.raises(NotSignedIn):
        await create(visitor(), CreateForm(name="Acme"))


async def test_somebody_elses_organization_is_not_listed(acme, globex):
    assert [o.slug for o in await list_mine(acme.owner)] == ["acme"]


async def test_all_ones_organizations_are_listed_from_within_any_of_them(acme):
    await create(acme.owner, CreateForm(name="Zeta"))
    await create(acme.owner, CreateForm(name="beta"))
    assert [o.slug for o in await list_mine(acme.owner)] == ["acme", "beta", "zeta"]


async def test_a_taken_address_is_refused_beside_its_field(acme):
    with pytest.raises(SlugTaken) as refused:
        await create(acme.viewer, CreateForm(name="Another", slug="acme"))
    assert refused.value.param == "slug"


async def test_two_who_take_an_address_at_once_do_not_share_it(acme):
    results = await asyncio.gather(
        *(create(acme.as_(role), CreateForm(name="x", slug="same")) for role in Role), return_exceptions=True
    )
    assert sorted(type(r).__name__ for r in results) == ["OrganizationRow", "SlugTaken", "SlugTaken", "SlugTaken"]


async def test_an_address_that_was_not_asked_for_is_made_free(acme):
    slugs = [(await create(acme.owner, CreateForm(name="Acme"))).slug for _ in range(3)]
    assert slugs == ["acme-2", "acme-3", "acme-4"]
    assert (await create(acme.owner, CreateForm(name="蜂の巣"))).slug == "team"


async def test_reserved_addresses_are_refused(acme):
    with pytest.raises(SlugReserved):
        await create(acme.owner, CreateForm(name="x", slug="api"))


async def test_nobody_founds_organizations_without_end(acme):
    for n in range(rules.MOST_PER_DAY):
        await create(acme.owner, CreateForm(name=f"Shell {n}"))
    with pytest.raises(TooMany):
        await create(acme.owner, CreateForm(name="One more"))


async def test_names_in_every_script_and_of_full_length_come_back_as_typed(acme):
    name = ("蜂の巣 Żółć 👩‍💻 " * 10)[:80].strip()
    made = await create(acme.owner, CreateForm(name=name))
    assert made.name == name
    assert name in [o.name for o in await list_mine(acme.owner)]


async def test_a_long_list_is_read_in_pieces_that_fit_together(acme):
    for n in range(7):
        await create(acme.owner, CreateForm(name=f"Team {n}"))
    seen, cursor = [], ""
    while True:
        page = await service.browse_mine(acme.owner, cursor=cursor, limit=3)
        assert len(page.items) <= 3
        seen += page.items
        if page.next_cursor is None:
            break
        cursor = page.next_cursor
    assert seen == await list_mine(acme.owner)
    with pytest.raises(BadCursor):
        await service.browse_mine(acme.owner, cursor=cursor + "x")


async def test_everybody_in_it_sees_the_organization_and_their_role(acme):
    for role in Role:
        seen = await service.get(acme.as_(role))
        assert (seen.id, seen.name, seen.slug, seen.role, seen.members) == (acme.id, "Acme", "acme", role, 4)


async def test_an_outsider_finds_no_organization(acme, globex):
    outsider = await in_organization(globex.secrets[Role.OWNER], "acme")
    with pytest.raises(NotFound):
        await service.get(outsider)


async def test_renaming_is_seen_and_audited_with_before_and_after(acme, owner):
    changed = await service.update(acme.admin, UpdateForm(name="Acme 2", slug="acme-two", version=1))
    assert (changed.name, changed.slug, changed.version) == ("Acme 2", "acme-two", 2)
    row = owner.execute("select action, before, after, target_type from audit_entries").fetchone()
    before, after = {"name": "Acme", "slug": "acme"}, {"name": "Acme 2", "slug": "acme-two"}
    assert row == ("organizations.update", before, after, "organization")


async def test_the_old_address_is_gone_and_free_for_others(acme, globex):
    await service.update(acme.owner, UpdateForm(name="Acme", slug="acme-two", version=1))
    assert (await in_organization(acme.secrets[Role.OWNER], "acme")).organization is None
    assert (await in_organization(acme.secrets[Role.OWNER], "acme-two")).organization == acme.id
    await service.update(globex.owner, UpdateForm(name="Globex", slug="acme", version=1))


async def test_saving_what_is_there_changes_nothing(acme, audited):
    same = await service.update(acme.admin, UpdateForm(name="Acme", slug="acme", version=1))
    assert same.version == 1
    assert audited() == []


async def test_members_and_viewers_change_nothing(acme):
    for actor in (acme.member, acme.viewer):
        with pytest.raises(NotAllowed, match="owner or admin"):
            await service.update(actor, UpdateForm(name="x", slug="acme", version=1))


async def test_who_saves_second_is_told_who_was_first_and_may_save_again(acme):
    await service.update(acme.owner, UpdateForm(name="Owner's choice", slug="acme", version=1))
    with pytest.raises(OrganizationChanged, match=r"Owner of Acme .*Owner's choice"):
        await service.update(acme.admin, UpdateForm(name="Admin's choice", slug="acme", version=1))

    theirs = await service.latest_change(acme.admin)

    assert (theirs.by, theirs.name, theirs.version) == ("Owner of Acme", "Owner's choice", 2)
    saved = await service.update(acme.admin, UpdateForm(name="Admin's choice", slug="acme", version=2))
    assert (saved.name, saved.version) == ("Admin's choice", 3)


async def test_two_who_save_at_once_do_not_overwrite_each_other(acme):
    results = await asyncio.gather(
        service.update(acme.owner, UpdateForm(name="One", slug="acme", version=1)),
        service.update(acme.admin, UpdateForm(name="Two", slug="acme", version=1)),
        return_exceptions=True,
    )
    assert sorted(type(r).__name__ for r in results) == ["OrganizationChanged", "OrganizationDetails"]


async def test_somebody_elses_address_cannot_be_taken_by_renaming(acme, globex):
    with pytest.raises(SlugTaken):
        await service.update(acme.owner, UpdateForm(name="Acme", slug="globex", version=1))
    assert (await service.get(globex.owner)).slug == "globex"


@pytest.mark.parametrize("version", [0, -1, 2**31, "x", None])
def test_a_version_is_one_that_was_shown(version):
    with pytest.raises(ValidationError):
        UpdateForm(name="Acme", slug="acme", version=version)
