"""Seats that tests set, and people who want one."""

import pytest
from factories import Tenant

from hiveforge.core.actor import Actor, user
from hiveforge.core.clock import new_id


@pytest.fixture
def limit(owner):
    """Give an organization this many seats."""

    def change(tenant: Tenant, seats: int | None) -> None:
        owner.execute("update organizations set seat_limit = %s where id = %s", [seats, tenant.id])

    return change


@pytest.fixture
def people(owner):
    """Somebody new who is signed in, for each address."""

    def made(*addresses: str) -> list[Actor]:
        found = []
        for address in addresses:
            person = new_id()
            owner.execute(
                "insert into users (id, created_at, email, name) values (%s, now(), %s, %s)", [person, address, address]
            )
            found.append(user(person, name=address, email=address))
        return found

    return made
