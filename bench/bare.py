"""The peers: the least that a server of this kind can do."""

import json
import os
from contextlib import asynccontextmanager
from typing import Any

from psycopg_pool import AsyncConnectionPool
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

_LIST = """
select u.id::text, u.name, u.email, m.role, m.created_at::text
  from memberships m join users u on u.id = m.user_id
 where m.organization_id = (select id from organizations where slug = %s)
 order by u.name limit 25
"""
_KEEP = """
with kept as (
  insert into webhook_events (id, created_at, source, external_id, kind, object_kind, object, customer, payload,
                              received_at, status, reason, attempts)
  values (gen_random_uuid(), now(), 'stripe', %(id)s, %(kind)s, %(object_kind)s, %(object)s, %(customer)s,
          %(payload)s::jsonb, now(), 'stored', '', 0)
  on conflict do nothing returning id
)
select jobs.procrastinate_defer_jobs_v1(array[row('default', 'billing.handle_event', 0, null, null,
         jsonb_build_object('event', id), null)::jobs.procrastinate_job_to_defer_v1]) from kept
"""
pool = AsyncConnectionPool(os.environ["DATABASE_URL"], min_size=4, max_size=8, open=False, kwargs={"autocommit": True})


async def members(request: Request) -> Response:
    async with pool.connection() as connection:
        rows = await (await connection.execute(_LIST, [request.path_params["slug"]])).fetchall()
    names = ("id", "name", "email", "role", "created_at")
    return Response(
        json.dumps({"items": [dict(zip(names, row, strict=True)) for row in rows]}), media_type="application/json"
    )


async def keep(request: Request) -> Response:
    body = await request.body()
    event = json.loads(body)
    about = event["data"]["object"]
    row = {"id": event["id"], "kind": event["type"], "object_kind": about["object"], "object": about["id"]}
    async with pool.connection() as connection:
        await connection.execute(_KEEP, row | {"customer": about["customer"], "payload": body.decode()})
    return Response(status_code=204)


async def echo(socket: WebSocket) -> None:
    await socket.accept()
    try:
        while True:
            await socket.send_text(await socket.receive_text())
    except WebSocketDisconnect:
        return


@asynccontextmanager
async def _lifespan(_app: Starlette) -> Any:
    await pool.open()
    yield
    await pool.close()


app = Starlette(
    routes=[
        Route("/list/{slug}", members),
        Route("/webhooks/stripe", keep, methods=["POST"]),
        WebSocketRoute("/echo", echo),
    ],
    lifespan=_lifespan,
)
