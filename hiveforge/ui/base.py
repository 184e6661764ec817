"""How the design system reaches the browser: Base UI parts and small React components of our own.

Nothing else in `ui` names an npm package, apart from the command palette's cmdk. Refuses `eval`, inline styles and
round trips to the server for what only concerns the screen.
"""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import reflex as rx
from reflex.utils.imports import ImportVar

Text = rx.Var[str] | str
Flag = rx.Var[bool] | bool
Node = rx.Component | rx.Var[Any] | str

open_change = rx.event.passthrough_event_spec(bool)
value_change = rx.event.passthrough_event_spec(str)


BASE_UI = "@base-ui/react@1.9.0"


class BaseUI(rx.Component):
    """One part of a Base UI compound component.

    Subclasses set only `tag = "Menu.Item"`: the root is imported from its own subpath (`@base-ui/react/menu`), so
    that bundles stay small, under a `Bui` alias that cannot clash with lucide's Menu.
    """

    library = BASE_UI

    render_: rx.Var[rx.Component]  # Base UI's `render` prop: the element a part becomes

    @classmethod
    def __init_subclass__(cls, **kwargs: Any) -> None:
        if tag := cls.__dict__.get("tag"):
            cls.alias = f"Bui{tag}"
        super().__init_subclass__(**kwargs)

    @property
    def import_var(self) -> ImportVar:
        root = (self.tag or "").partition(".")[0]
        path = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "-", root).lower()  # AlertDialog -> alert-dialog
        return ImportVar(tag=root, alias=f"Bui{root}", package_path=f"/{path}")


class Positioner(BaseUI):
    """Where a popup stands relative to what opened it."""

    side: rx.Var[str]
    align: rx.Var[str]
    side_offset: rx.Var[int]
    align_offset: rx.Var[int]


class ClientComponent(rx.Component):
    """A React component of our own: `javascript` declares `function <tag>(props)`, `uses` names what it imports."""

    javascript: ClassVar[tuple[str, ...]] = ()
    uses: ClassVar[Mapping[str, Sequence[str | ImportVar]]] = {}

    def add_imports(self) -> dict[str, Any]:
        return {library: list(names) for library, names in self.uses.items()}

    def add_custom_code(self) -> list[str]:
        return list(self.javascript)


def with_classes(javascript: str, **classes: str) -> str:
    """Put class names into a component's JavaScript: `@POPUP` becomes `classes["POPUP"]`."""
    for name, value in classes.items():
        javascript = javascript.replace(f"@{name}", value)
    return javascript


def in_browser(javascript: str) -> Any:
    """An event handler that runs in the browser alone: it works while the server is away."""
    return rx.Var(f"(() => {{ {javascript} }})").to(rx.EventChain)


def announce_in_browser(name: str, detail: Mapping[str, Any] | None = None) -> Any:
    """An event handler that dispatches a DOM event, for components of ours that listen on `window`."""
    given = rx.Var.create(dict(detail or {}))
    javascript = f"(() => window.dispatchEvent(new CustomEvent({json.dumps(name)}, {{detail: {given!s}}})))"
    # With the data of the vars inside, so that the component which gets this handler subscribes to their states.
    return rx.Var(javascript, _var_data=given._get_all_var_data()).to(rx.EventChain)
