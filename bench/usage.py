"""The ledger: reserve and settle pairs per second, and whether a long history makes them slower."""

import statistics
import time

import psycopg

from hiveforge.core.actor import Actor, system
from hiveforge.core.clock import new_id
from hiveforge.core.db import close_engines
from hiveforge.features import usage

from .database import first_owner
from .report import Measurement

ROUNDS, WARM_UP, PAIRS_IN_A_ROUND, FEW, MANY = 15, 4, 100, 1_000, 1_000_000
# A settled pair is two entries and one reservation, as the product writes them.
_HISTORY = """
with pairs as materialized (
  select private.new_id() as reservation, n from generate_series(1, %(pairs)s::int) n
), held as (
  insert into usage_reservations (id, created_at, organization_id, amount, key, purpose, expires_at, ended_at, state,
                                  asked, included, packs, overage, alerted, model)
    select reservation, now(), %(organization)s, 1, 'history ' || reservation, 'bench', now(), now(), 'settled', 1, 1, 0, 0, 0, ''
      from pairs
)
insert into usage_entries (id, created_at, organization_id, kind, amount, key, reservation_id, purpose, included, packs,
                           overage, reserved, spent, balance)
  select private.new_id(), now(), %(organization)s, kind, 1, kind || ':' || reservation, reservation, 'bench',
         included, 0, 0, reserved, -included, 1000
    from pairs, (values ('reserve', 0, 1), ('settle', -1, -1)) steps(kind, included, reserved)
"""


async def measure(owner: psycopg.Connection) -> list[Measurement]:
    """Starts with a thousand entries of one organization and grows them to a million."""
    actor = first_owner(owner)
    await usage.add_pack(system("bench"), actor.organization_id, 1_000_000, "bench")
    _grow(owner, actor, FEW)
    few = await _rates(actor)
    _grow(owner, actor, MANY)
    many = await _rates(actor)
    await close_engines()  # the next part has an event loop of its own
    entries = owner.execute("select count(*) from usage_entries").fetchone()
    return [
        Measurement(
            "ledger_growth",
            round(max(many) / max(few), 3),  # the best rounds: what else the machine does only slows
            {
                "pairs_per_second_few": round(statistics.median(few)),
                "pairs_per_second_many": round(statistics.median(many)),
                "entries": entries[0] if entries else 0,
            },
        )
    ]


def _grow(owner: psycopg.Connection, actor: Actor, entries: int) -> None:
    owner.execute(_HISTORY, {"pairs": entries // 2, "organization": actor.organization})
    owner.execute("vacuum analyze usage_entries, usage_reservations, usage_accounts")
    owner.execute("checkpoint")  # what growing wrote is not the business of what is measured next


async def _rates(actor: Actor) -> list[float]:
    for _ in range(WARM_UP):
        await _rate(actor)
    return [await _rate(actor) for _ in range(ROUNDS)]


async def _rate(actor: Actor) -> float:
    started = time.perf_counter()
    for _ in range(PAIRS_IN_A_ROUND):
        held = await usage.reserve(actor, usage.ReserveForm(amount=2, key=str(new_id()), purpose="bench"))
        await usage.settle(actor, held.id, 1)
    return PAIRS_IN_A_ROUND / (time.perf_counter() - started)
