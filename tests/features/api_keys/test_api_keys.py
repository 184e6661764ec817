"""Who makes, rolls and revokes keys, what is kept of them, and what the page shows."""

from datetime import timedelta

import pytest
from pydantic import ValidationError
from tabs import Tab

from hiveforge.core.clock import new_id, now
from hiveforge.core.errors import NotAllowed, NotFound
from hiveforge.core.permissions import GRANTS, KEY_SCOPES, Permission, Role
from hiveforge.features.api_keys import rules, service
from hiveforge.features.api_keys.errors import NameTaken, NoScopes, NotYours, ScopeTooWide, TooManyKeys
from hiveforge.features.api_keys.schemas import KeyForm, RollForm
from hiveforge.features.api_keys.state import ApiKeysState
from hiveforge.features.audit_log import in_words, list_entries

READ = frozenset({Permission.ORGANIZATION_READ})
PAGE = "/o/acme/api-keys"


def form(name="Import", scopes=READ, **given):
    return KeyForm(name=name, scopes=scopes, **given)


async def test_a_key_is_said_once_and_only_its_hash_is_kept(acme, owner):
    made = await service.create(acme.admin, form(expires_in_days=30))
    assert made.secret.startswith("hf_test_")
    assert made.key.hint == f"hf_test_…{made.secret[-4:]}"
    (listed,) = await service.list_keys(acme.viewer)
    assert (listed.name, listed.scopes, listed.made_by) == ("Import", ["organization:read"], "Admin of Acme")
    assert timedelta(days=29) < listed.expires_at - now() <= timedelta(days=30)
    assert (await service.browse(acme.viewer)).items == [listed]
    kept = owner.execute("select to_jsonb(k)::text from api_keys k").fetchone()[0]
    assert made.secret not in kept


@pytest.mark.parametrize("role", [Role.MEMBER, Role.VIEWER])
async def test_only_owners_and_admins_manage_keys(acme, role):
    made = (await service.create(acme.owner, form())).key
    for act in (
        service.create(acme.as_(role), form("Other")),
        service.get(acme.as_(role), made.id),
        service.roll(acme.as_(role), made.id, RollForm()),
        service.revoke(acme.as_(role), made.id),
    ):
        with pytest.raises(NotAllowed):
            await act
    assert [key.id for key in await service.list_keys(acme.as_(role))] == [made.id]


async def test_a_revoked_key_is_told_of_and_its_name_is_free_again(acme):
    made = (await service.create(acme.owner, form())).key
    with pytest.raises(NameTaken):
        await service.create(acme.admin, form())
    await service.revoke(acme.admin, made.id)
    again = (await service.create(acme.admin, form())).key
    assert [row.id for row in (await service.browse(acme.owner)).items] == [again.id]
    assert [row.revoked_at is None for row in await service.list_keys(acme.owner)] == [True, False]
    for act in (
        service.revoke(acme.admin, made.id),
        service.get(acme.owner, made.id),
        service.roll(acme.owner, made.id, RollForm()),
    ):
        with pytest.raises(NotFound):
            await act


async def test_nobody_rolls_somebody_elses_key_because_they_would_act_as_them(acme):
    made = await service.create(acme.owner, form())
    with pytest.raises(NotYours):
        await service.roll(acme.admin, made.key.id, RollForm())
    rolled = await service.roll(acme.owner, made.key.id, RollForm(overlap_hours=1))
    assert rolled.secret != made.secret
    assert rolled.key.hint == rules.hint_of(rolled.secret)
    assert timedelta(minutes=59) < rolled.key.previous_ends_at - now() <= timedelta(hours=1)
    assert (await service.roll(acme.owner, made.key.id, RollForm(overlap_hours=0))).key.previous_ends_at is None


async def test_other_organizations_have_nothing_to_do_with_it(acme, globex):
    made = (await service.create(acme.owner, form())).key
    assert await service.list_keys(globex.owner) == []
    for act in (
        service.get(globex.owner, made.id),
        service.roll(globex.owner, made.id, RollForm()),
        service.revoke(globex.owner, made.id),
        service.revoke(acme.owner, new_id()),
    ):
        with pytest.raises(NotFound):
            await act


async def test_acts_stand_in_the_audit_log(acme):
    made = (await service.create(acme.owner, form())).key
    await service.roll(acme.owner, made.id, RollForm())
    await service.revoke(acme.owner, made.id)
    lines = [in_words(row) for row in (await list_entries(acme.owner)).items]
    assert [f"{line.actor} {line.said} {line.target}" for line in lines] == [
        "Owner of Acme revoked the API key Import",
        "Owner of Acme gave a new secret to the API key Import",
        "Owner of Acme created the API key Import",
    ]


def test_every_scope_has_words_once():
    told = [permission for scopes in rules.SCOPES.values() for permission in scopes]
    assert sorted(told) == sorted(KEY_SCOPES)


@pytest.mark.parametrize("permission", sorted(set(Permission) - set(KEY_SCOPES)))
def test_some_things_no_key_may_do(permission):
    with pytest.raises(ValidationError, match="No API key can have"):
        form(scopes=[permission])


def test_a_key_is_for_something_and_for_no_more_than_its_maker_may():
    with pytest.raises(NoScopes):
        rules.check_scopes([], KEY_SCOPES)
    with pytest.raises(ScopeTooWide, match="Leave out members:manage"):
        rules.check_scopes([Permission.MEMBERS_MANAGE, Permission.MEMBERS_READ], GRANTS[Role.MEMBER])
    rules.check_scopes(KEY_SCOPES, GRANTS[Role.ADMIN])


def test_there_is_room_up_to_the_limit():
    rules.check_room(rules.MOST_KEYS - 1)
    with pytest.raises(TooManyKeys):
        rules.check_room(rules.MOST_KEYS)


def test_secrets_say_what_they_are_and_are_never_the_same():
    live, test = rules.make_secret(live=True), rules.make_secret(live=False)
    assert live.startswith("hf_live_")
    assert test.startswith("hf_test_")
    assert len({rules.make_secret(live=True) for _ in range(100)}) == 100
    assert len(live) == len("hf_live_") + 43
    assert live.isascii()


@pytest.mark.parametrize(
    "given",
    [
        {"name": "", "scopes": ["organization:read"]},
        {"name": "a\x00b", "scopes": ["organization:read"]},
        {"name": "One", "scopes": ["nothing:read"]},
        {"name": "One", "scopes": ["organization:read"], "expires_in_days": 0},
        {"name": "One", "scopes": ["organization:read"], "expires_in_days": 3651},
        {"name": "One", "scopes": ["organization:read"], "organization_id": "x"},
        {"name": "One", "scope/nothing:read": "on"},
    ],
)
def test_what_is_no_key_is_refused(given):
    with pytest.raises(ValidationError):
        KeyForm.model_validate(given)


def test_a_browser_sends_what_is_ticked():
    ticked = {"name": "One", "expires_in_days": "", "scope/documents:read": "on", "scope/members:read": "on"}
    asked = KeyForm.model_validate(ticked)
    assert (asked.scopes, asked.expires_in_days) == ({Permission.DOCUMENTS_READ, Permission.MEMBERS_READ}, None)
    assert KeyForm.model_validate({"name": "One"}).scopes == frozenset()


async def test_the_page_shows_a_secret_until_it_is_put_away(acme):
    tab = Tab(acme.owner, PAGE)
    await tab.send(ApiKeysState.create, {"name": "Import", "expires_in_days": "90", "scope/organization:read": "on"})
    state = await tab.state(ApiKeysState)
    first = state.secret
    assert first.startswith("hf_test_")
    assert state.secret_of == "Import"
    await tab.send(ApiKeysState.load)
    (line,) = state.rows
    assert (line.name, line.scopes, line.mine, line.used, line.expired) == (
        "Import",
        "organization:read",
        True,
        "",
        False,
    )

    await tab.send(ApiKeysState.begin_roll, line.id)
    await tab.send(ApiKeysState.roll, {"overlap_hours": "24"})
    assert state.secret not in {"", first}
    await tab.send(ApiKeysState.put_secret_away)
    assert (state.secret, state.secret_of) == ("", "")
    assert state.rows[0].old != ""
    await tab.send(ApiKeysState.revoke, line.id)
    await tab.send(ApiKeysState.load)
    assert state.rows == []


async def test_the_page_shows_refusals_where_they_belong(acme):
    tab = Tab(acme.admin, PAGE)
    await tab.send(ApiKeysState.create, {"name": "Import"})
    assert (await tab.state(ApiKeysState)).errors == {"scopes": NoScopes.message}
    await tab.send(ApiKeysState.create, {"name": " ", "scope/organization:read": "on"})
    assert (await tab.state(ApiKeysState)).errors == {"name": "Give it a name."}
    await service.create(acme.owner, form())
    await tab.send(ApiKeysState.load)
    assert (await tab.state(ApiKeysState)).rows[0].mine is False
    await tab.send(ApiKeysState.roll, {"overlap_hours": "24"})
    assert (await tab.state(ApiKeysState)).secret == ""
