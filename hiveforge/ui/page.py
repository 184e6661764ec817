"""`@page`: the only way to make a page. It says who may see it, what it loads and which frame stands around it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import reflex as rx

from hiveforge.core.permissions import Access, Permission
from hiveforge.core.service import Service
from hiveforge.core.settings import settings

from . import navigation
from .command_palette import PaletteSearch
from .events import Entrance
from .navigation import Nav

PageBody = Callable[[], rx.Component]
Frame = Callable[[rx.Component, str], rx.Component]
_frames: dict[str, Frame] = {}
_banners: dict[str, list[PageBody]] = {}
_searches: dict[str, Callable[[], PaletteSearch]] = {}
_served: dict[str, Permission | Access] = {}
_searchable: set[str] = set()


def served() -> Mapping[str, Permission | Access]:
    """Every page's route, and what it asks for."""
    return _served


def searchable() -> frozenset[str]:
    """The routes of pages for search engines."""
    return frozenset(_searchable)


def frame_for(area: str) -> Callable[[Frame], Frame]:
    """Register what stands around every page whose route starts with `area`: `(content, title) -> component`."""

    def register(frame: Frame) -> Frame:
        _frames[area] = frame
        return frame

    return register


def banner_for(area: str) -> Callable[[PageBody], PageBody]:
    """Register what a slice shows above every page of `area`, which the area's frame puts there."""

    def register(body: PageBody) -> PageBody:
        _banners.setdefault(area, []).append(body)
        return body

    return register


def banners(area: str) -> rx.Component:
    """Everything that slices show above the pages of `area`."""
    return rx.fragment(*[body() for body in _banners.get(area, [])])


def search_for(area: str) -> Callable[[Callable[[], PaletteSearch]], Callable[[], PaletteSearch]]:
    """Register what the palette finds on every page of `area`, which the area's frame puts there."""

    def register(body: Callable[[], PaletteSearch]) -> Callable[[], PaletteSearch]:
        _searches[area] = body
        return body

    return register


def search_of(area: str) -> PaletteSearch | None:
    """What the palette finds on the pages of `area`, if anything does."""
    return _searches[area]() if area in _searches else None


def page(
    route: str,
    *,
    title: str,
    requires: Service[..., Any] | Access,
    on_load: Any = None,
    description: str = "",
    nav: Nav | None = None,
    meta: Sequence[Any] = (),
    full_title: bool = False,
) -> Callable[[PageBody], PageBody]:
    """Serve a component at `route`.

    A page of an organization starts with `/o/[slug]`, so that its address can be shared and two tabs can show two
    organizations. Only public pages with a `description` are for search engines.
    """
    service = requires if isinstance(requires, Service) else None
    access = requires.access if isinstance(requires, Service) else requires
    _served[route] = access
    searchable = access is Access.PUBLIC and bool(description)
    if searchable:
        _searchable.add(route)
    if nav:
        navigation.add(navigation.Entry(nav, route, service))

    def register(body: PageBody) -> PageBody:
        def framed() -> rx.Component:
            return _framed(route, body(), title)

        framed.__name__ = body.__name__
        framed.__module__ = body.__module__  # a module is what browsers load: each page only its own
        return rx.page(
            route=route,
            title=title if full_title else f"{title} · HiveForge",
            description=description or None,
            image=f"{settings().origin}/og.png",  # previews need the whole address
            meta=[*meta, *([] if searchable else [{"name": "robots", "content": "noindex"}])],
            on_load=_loads(access, on_load),
        )(framed)

    return register


def _loads(access: Any, on_load: Any) -> list[Any]:
    if on_load is not None:
        return on_load if isinstance(on_load, list) else [on_load]
    return [] if access is Access.PUBLIC else [Entrance.enter(str(access))]


def _framed(route: str, content: rx.Component, title: str) -> rx.Component:
    for area in sorted(_frames, key=len, reverse=True):
        if route == area or route.startswith(f"{area}/"):
            return _frames[area](content, title)
    return content
