"""`python -m bench [part …]`: measure, print a table, write JSON, and fail when a floor is missed."""

import asyncio
import sys

import psycopg

from . import (
    chats,
    database,
    entitlements,
    events,
    everywhere,
    memory,
    models,
    pages,
    requests,
    retrieval,
    search,
    usage,
    webhooks,
    world,
)
from .report import Measurement, table, write

PARTS = (
    "events", "requests", "webhooks", "memory", "pages", "usage", "entitlements", "models", "chats", "retrieval", "search", "database",
)  # fmt: skip


def main() -> int:
    chosen = sys.argv[1:] or list(PARTS)
    if unknown := set(chosen) - set(PARTS):
        print(f"unknown part: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
        return 2
    measurements: list[Measurement] = []
    with psycopg.connect(world.build(), autocommit=True) as owner:
        world.populate(owner, 1, 10)
        world.sign_in(owner)
        if {"events", "requests", "webhooks"} & set(chosen):
            with world.product(), world.server("bench.bare:app", world.BARE_PORT):
                measurements += asyncio.run(events.measure()) if "events" in chosen else []
                measurements += asyncio.run(requests.measure()) if "requests" in chosen else []
                measurements += asyncio.run(webhooks.measure(owner)) if "webhooks" in chosen else []
        measurements += memory.measure() if "memory" in chosen else []
        measurements += pages.measure() if "pages" in chosen else []
        measurements += asyncio.run(usage.measure(owner)) if "usage" in chosen else []
        if {"models", "chats"} & set(chosen):
            with world.server("bench.bare_models:app", world.BARE_PORT):
                measurements += asyncio.run(models.measure()) if "models" in chosen else []
                measurements += asyncio.run(chats.measure(owner)) if "chats" in chosen else []
        measurements += asyncio.run(entitlements.measure(owner)) if "entitlements" in chosen else []
        measurements += asyncio.run(retrieval.measure(owner)) if "retrieval" in chosen else []
        measurements += asyncio.run(search.measure(owner)) if "search" in chosen else []
        measurements += asyncio.run(everywhere.measure(owner)) if "search" in chosen else []
        # last, because it fills the database with a million rows
        measurements += asyncio.run(database.measure(owner)) if "database" in chosen else []
    print(table(measurements))
    print(f"\nWritten to {write(measurements)}")
    return 0 if all(m.reached for m in measurements) else 1


sys.exit(main())
