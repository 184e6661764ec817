"""A small application behind the real walls: a few routes that misbehave, and a build of four pages served as Reflex does."""

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from fastapi import APIRouter, FastAPI
from fastapi.responses import HTMLResponse, PlainTextResponse
from pydantic import BaseModel, Field
from reflex.utils.precompressed_staticfiles import PrecompressedStaticFiles
from starlette.websockets import WebSocket

from hiveforge.core import errors
from hiveforge.core.logs import current_correlation
from hiveforge.core.settings import settings
from hiveforge.web.app import create_api
from hiveforge.web.edge import wrap

SHELL = "<!doctype html><html><head><script>window.shell = 1</script></head><body>shell</body></html>"
PRICING = "<!doctype html><html><body><script>pricing()</script></body></html>"
PAGES = {
    "index.html": (
        '<!doctype html><html><head><style>.a{color:red}</style><script>window.theme = "a" && 1</script>'
        '<script type="module" src="/assets/entry-Ab3dEf12.js"></script></head>'
        '<body><p style="display:none;content:&quot;x&quot;">Hi</p><script>\nhydrate();\n</script></body></html>'
    ),
    "pricing.html": PRICING,
    "pricing/index.html": PRICING,
    "404.html": SHELL,
    "__spa-fallback.html": SHELL,
    "assets/entry-Ab3dEf12.js": "export {}",
    "theme.css": ":root{}",
    "logo.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
}


class Address(BaseModel):
    city: str


class Thing(BaseModel):
    name: str = Field(min_length=3)
    size: int
    addresses: list[Address] = []


router = APIRouter(prefix="/api/v1", tags=["things"])
forms = APIRouter()


@router.post("/things")
async def make(thing: Thing) -> Thing:
    return thing


@router.get("/things/{name}")
async def show(name: str) -> dict[str, str]:
    raise {
        "missing": errors.NotFound(),
        "taken": errors.Conflict("That name is taken.", param="name"),
        "busy": errors.TooMany(retry_after=12.2),
        "full": errors.LimitReached(limit=0, used=0, upgrade_url="/o/acme/billing"),
        "bug": RuntimeError("secret of ada@example.com"),
        "outage": psycopg.OperationalError("connection to 10.0.0.3 refused"),
    }[name]


@router.get("/correlation")
async def correlation() -> str:
    return current_correlation()


@forms.post("/auth/sign-in")
async def sign_in() -> PlainTextResponse:
    return PlainTextResponse("signed in")


@forms.get("/auth/broken")
async def broken() -> PlainTextResponse:
    raise psycopg.OperationalError("gone")


@forms.get("/preview")
async def preview() -> HTMLResponse:
    return HTMLResponse("<script>alert(1)</script>")


@forms.post("/webhooks/stripe")
async def webhook() -> PlainTextResponse:
    return PlainTextResponse("stored")


@forms.websocket("/_event")
async def echo(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_text("hello")
    await socket.close()


@pytest.fixture(scope="session")
def build(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("build")
    for name, text in PAGES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


@pytest.fixture
def configure(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """`configure(HIVEFORGE_ORIGIN="https://app.example.com")`, until the test ends."""

    def change(**values: str) -> None:
        for name, value in values.items():
            monkeypatch.setenv(name, value)
        settings.cache_clear()

    yield change
    monkeypatch.undo()
    settings.cache_clear()


@pytest.fixture
def reported() -> list[tuple[BaseException, dict[str, Any]]]:
    return []


@pytest.fixture
def site(build: Path, reported: list[tuple[BaseException, dict[str, Any]]]) -> Any:
    """The application as a server gets it."""
    api = create_api([router, forms])
    pages = PrecompressedStaticFiles(
        directory=build, html=True, router=lambda path: path if path.startswith("/o/") else None
    )
    below = FastAPI(openapi_url=None)
    below.mount("", pages)
    api.mount("", below)
    return wrap(api, report=lambda error, context: reported.append((error, dict(context))), build=build)


@pytest.fixture
def browse(site: Any) -> Callable[..., httpx.AsyncClient]:
    """`browse()` is a client on this machine; headers and the caller's address can be given."""

    def client(address: str = "127.0.0.1", **headers: str) -> httpx.AsyncClient:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(site, client=(address, 40000)), base_url=settings().origin, headers=named
        )

    return client


@dataclass(frozen=True)
class Handshake:
    """How a websocket handshake ended: `status` 101 when it was accepted."""

    status: int
    headers: dict[str, str]
    body: bytes = b""
    first: str = ""


@pytest.fixture
def shake_hands(site: Any) -> Callable[..., Awaitable[Handshake]]:
    """`await shake_hands(origin=...)` opens a websocket as a server's scope describes it, and waits for one message."""

    async def connect(*, refusable: bool = True, **headers: str) -> Handshake:
        given = {"host": "localhost:8000", **headers}
        scope = {
            "type": "websocket", "path": "/_event", "query_string": b"", "scheme": "ws", "subprotocols": [],
            "client": ("127.0.0.1", 40000), "headers": [(name.encode(), value.encode()) for name, value in given.items()],
            "extensions": {"websocket.http.response": {}} if refusable else {},
        }  # fmt: skip
        said: list[Any] = []

        async def receive() -> dict[str, Any]:
            return {"type": "websocket.connect"}

        async def send(message: Any) -> None:
            said.append(message)

        await site(scope, receive, send)
        answered = {name.decode().lower(): value.decode() for name, value in said[0].get("headers", [])}
        match said[0]["type"]:
            case "websocket.accept":
                return Handshake(101, answered, first=said[1]["text"])
            case "websocket.close":
                return Handshake(403, answered)
            case _:
                return Handshake(said[0]["status"], answered, said[1]["body"])

    return connect


@pytest.fixture
def closed_database(configure: Callable[..., None]) -> Iterator[None]:
    """Settings that lead to a port where nobody listens."""
    from hiveforge.core.databases import databases

    configure(
        DATABASE_URL="postgresql://nobody@127.0.0.1:1/none",
        HIVEFORGE_WEB_DATABASE_URL="postgresql://nobody@127.0.0.1:1/none",
        HIVEFORGE_SYSTEM_DATABASE_URL="postgresql://nobody@127.0.0.1:1/none",
    )
    databases.cache_clear()
    yield
    databases.cache_clear()
