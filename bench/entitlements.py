"""What asking for a feature of the plan adds to an act: statements on the wire, which are exact."""

import psycopg

from hiveforge.core.clock import new_id
from hiveforge.core.db import close_engines
from hiveforge.features.audit_log import service

from .database import first_owner
from .report import Measurement
from .wire import statements

ON_PRO = "bench-3"  # the first one has a plan by arrangement, the second buys one


async def measure(owner: psycopg.Connection) -> list[Measurement]:
    """The audit log is read by two acts that differ in the feature only: shown to everybody, downloaded on paid plans."""
    actor = first_owner(owner, ON_PRO)
    owner.execute(
        "insert into billing_standings (id, created_at, organization_id, plan, status)"
        " values (%s, now(), %s, 'pro', 'active') on conflict (organization_id) do update set plan = 'pro', status = 'active'",
        [new_id(), actor.organization_id],
    )
    with statements() as without:
        await service.list_entries(actor)
    with statements() as featured:
        await service.export_entries(actor)
    await close_engines()  # the next part has an event loop of its own
    added = len(featured) - len(without)
    return [Measurement("entitlement_statements", added, {"with": len(featured), "without": len(without)})]
