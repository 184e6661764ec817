"""The app: the frame's wraps as the product has them, behind the product's own walls."""

import asyncio
from typing import Annotated

import reflex as rx
from fastapi import FastAPI, Form, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from hiveforge.ui.app_skeleton import app_skeleton
from hiveforge.ui.connection import connection_pill
from hiveforge.ui.csp_provider import csp_provider
from hiveforge.ui.error_page import error_boundary, not_found_page
from hiveforge.ui.focus_heading import focus_heading
from hiveforge.ui.head import head
from hiveforge.web.edge import wrap

from .crash import crash
from .entrance import entrance
from .people import people
from .pieces import pieces
from .state import People
from .uploads import uploads

ANSWERS = {
    "wrong@acme.example": (422, {"title": "Wrong.", "fields": {"email": "Email or password is wrong."}}),
    "second@acme.example": (422, {"title": "One more.", "fields": {"code": "Enter the code."}}),
    "stray@acme.example": (422, {"title": "Wrong.", "fields": {"colour": "Choose a colour."}}),
    "early@acme.example": (429, {"title": "Too many attempts.", "request_id": "r-429"}),
    "broken@acme.example": (500, {"title": "Something broke on our side.", "request_id": "r-500"}),
}
api = FastAPI()
posts: list[str] = []


@api.post("/auth/entrance")
async def enter(request: Request, email: Annotated[str, Form()] = "") -> Response:
    posts.append(email)
    await asyncio.sleep(0.2)
    if request.headers.get("accept") != "application/json":
        return RedirectResponse("/pieces", 303)
    if email == "proxy@acme.example":
        return Response("<h1>Bad gateway</h1>", 502, media_type="text/html")
    if email in ANSWERS:
        status, problem = ANSWERS[email]
        return JSONResponse(problem, status, media_type="application/problem+json")
    return JSONResponse({"location": "/pieces"})


received: list[str] = []


@api.post("/files")
async def take(request: Request, name: str) -> Response:
    """What becomes of a file, its name says."""
    if name.startswith("full"):
        said = {"title": "The storage of your plan is full.", "upgrade_url": "/people"}
        return JSONResponse(said, 402, media_type="application/problem+json")
    size = 0
    async for piece in request.stream():
        size += len(piece)
        if name.startswith("slow"):
            await asyncio.sleep(0.02)
    if name.startswith("once") and name not in received:
        received.append(name)
        return JSONResponse({"title": "Something broke.", "request_id": "r-500"}, 500)
    received.append(f"{name} {size}")
    return JSONResponse({"id": name, "size": size}, 201)


@api.get("/received")
def names() -> list[str]:
    return received


@api.get("/posts")
def counted() -> dict[str, int]:
    return {"posts": len(posts)}


app = rx.App(
    stylesheets=["theme.css"],
    reset_style=False,
    toaster=None,
    html_lang="en",
    head_components=head(),
    hydrate_fallback=app_skeleton,
    api_transformer=[api, lambda inner: wrap(inner, report=lambda *_: None, body_limits={"/": 64 * 1024 * 1024})],
)
app.app_wraps[5, "Overlay"] = lambda _: rx.fragment(focus_heading(), connection_pill())
app.app_wraps[55, "ErrorBoundary"] = error_boundary
app.extra_app_wraps[40, "CSPProvider"] = csp_provider
app.add_page(people, route="/o/[slug]/people", title="People", on_load=People.load)
app.add_page(crash, route="/o/[slug]/crash", title="Crash")
app.add_page(pieces, route="/pieces", title="Pieces")
app.add_page(uploads, route="/uploads", title="Uploads")
app.add_page(entrance, route="/entrance", title="Sign in")
app.add_page(not_found_page, route="404", title="Nothing here")
