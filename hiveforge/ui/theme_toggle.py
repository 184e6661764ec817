"""Light, dark, or as the system says. The choice lives in the browser."""

from typing import Any, Literal

import reflex as rx
from reflex.style import color_mode, set_color_mode

from .menu import menu_radio

Mode = Literal["light", "system", "dark"]
MODES: dict[Mode, tuple[str, str]] = {
    "light": ("Light", "sun"),
    "system": ("System", "monitor"),
    "dark": ("Dark", "moon"),
}


def theme_toggle() -> rx.Component:
    """Three small buttons. Reflex sets the class on `<html>` before the first paint, so nothing flashes."""
    return rx.el.div(
        *[
            rx.el.button(
                rx.icon(icon, size=14, aria_hidden="true"),
                type="button",
                aria_label=f"{name} theme",
                aria_pressed=_is(mode),
                on_click=set_color_mode(mode),
                class_name=(
                    "flex size-6.5 items-center justify-center rounded-full text-muted-foreground hover:text-foreground "
                    "aria-pressed:bg-surface aria-pressed:text-foreground aria-pressed:shadow-card"
                ),
            )
            for mode, (name, icon) in MODES.items()
        ],
        role="group",
        aria_label="Theme",
        class_name="flex w-fit gap-0.5 rounded-full border bg-muted p-0.5",
    )


def theme_menu() -> rx.Component:
    """The same choice inside a menu."""
    options = {mode: name for mode, (name, _) in MODES.items()}
    return menu_radio("Theme", options, value=color_mode, on_value_change=set_color_mode)


def _is(mode: str) -> Any:
    return color_mode == mode
