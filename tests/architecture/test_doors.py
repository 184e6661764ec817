"""Pages, the API and settings: what is open to everybody is listed here, and nothing loads from elsewhere."""

import re
from http import HTTPStatus

from fastapi.routing import APIRoute, RouteContext, iter_route_contexts
from tree import PROJECT, product, short, strings

from hiveforge.core.permissions import Access
from hiveforge.core.settings import Settings
from hiveforge.hiveforge import api
from hiveforge.ui.page import served
from hiveforge.web.actor import CurrentActor, SignedInActor

PUBLIC_PAGES = {
    "/",
    "/contact",
    "/contact/sent",
    "/forgot-password",
    "/inbox",
    "/invite/[invitation]",
    "/pricing",
    "/reset-password",
    "/sign-in",
    "/sign-in/code",
    "/sign-up",
    "/verify",
    "404",
}
# Nobody is identified there: each of these answers every stranger, or looks at credentials of its own.
ANONYMOUS_ROUTES = {
    "GET /api/docs",
    "GET /api/docs/start.js",
    "GET /api/docs/{version}/{name}",
    "GET /healthz",
    "GET /inbox/messages",
    "GET /inbox/messages/{message}",
    "GET /inbox/messages/{message}/html",
    "GET /metrics",
    "GET /readyz",
    "POST /webhooks/stripe",  # signed by the payment provider
}

ROUTES = {
    f"{method} {re.sub('/[0-9.]+/', '/{version}/', route.path)}": route
    for route in iter_route_contexts(api.routes)
    if isinstance(route.route, APIRoute) and route.path != "/api/{rest:path}"
    for method in route.methods
}
V1 = {name: route for name, route in ROUTES.items() if " /api/v1/" in name}


def _asks_for(route: RouteContext, actor: object) -> bool:
    """Whether a route depends on `CurrentActor` or `SignedInActor`, itself or through another dependency."""
    asked = actor.__metadata__[0].dependency
    todo = [route.dependant]
    while todo:
        dependant = todo.pop()
        if dependant.call is asked:
            return True
        todo += dependant.dependencies
    return False


def test_pages_for_everybody_are_these():
    assert {route for route, access in served().items() if access is Access.PUBLIC} == PUBLIC_PAGES


def test_pages_of_an_organization_ask_for_a_permission():
    assert {
        route for route, access in served().items() if route.startswith("/o/") and isinstance(access, Access)
    } == set()


def test_routes_that_ask_for_no_actor_are_these():
    ours = {name: route for name, route in ROUTES.items() if "/_sandbox/" not in f"{name}/"}  # not there in production
    assert {name for name, route in ours.items() if not _asks_for(route, CurrentActor)} == ANONYMOUS_ROUTES


def test_the_api_answers_nobody_who_is_not_signed_in():
    assert [name for name, route in V1.items() if not _asks_for(route, SignedInActor)] == []


def test_the_api_describes_what_it_does_and_answers():
    silent = [name for name, route in V1.items() if not (route.tags and route.description)]
    described = {name: route for name, route in V1.items() if not name.startswith("HEAD ")}
    shapeless = [name for name, route in described.items() if not _says_its_shape(route)]
    assert (silent, shapeless) == ([], [])


def _says_its_shape(route: RouteContext) -> bool:
    """JSON of a model, nothing, or bytes that are described as such."""
    silent = route.status_code == HTTPStatus.NO_CONTENT
    return route.response_model is not None or silent or "content" in route.responses.get(HTTPStatus.OK, {})


def test_every_setting_is_explained():
    unexplained = [name for name, field in Settings.model_fields.items() if not (field.description or "").endswith(".")]
    assert unexplained == []


# Addresses that people may follow. Nothing is loaded from anywhere but this server.
LINKS: set[str] = set()
NAMES = {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}  # XML calls its vocabularies so
ADDRESS = re.compile(r"https?://[\w.-]+\.[a-z]{2,}[^\s\"'`)]*|(?<=[\"'(])//[\w-]+\.[\w./-]+")


def test_pages_and_assets_name_no_other_origin():
    shown = [
        p for p in product() if short(p).startswith(("hiveforge/ui/", "hiveforge/features/", "hiveforge/hiveforge.py"))
    ]
    texts = [(short(path), text) for path in shown for text, _ in strings(path)]
    kinds = {".css", ".js", ".mjs", ".svg", ".html", ".json", ".xml", ".webmanifest"}
    texts += [(short(p), p.read_text()) for p in (PROJECT / "assets").rglob("*") if p.suffix in kinds]
    named = {(name, address) for name, text in texts for address in ADDRESS.findall(text)}
    assert {(name, address) for name, address in named if address not in LINKS | NAMES} == set()
