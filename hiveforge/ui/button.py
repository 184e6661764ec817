"""Buttons. The busy look is CSS on `aria-busy`, so that forms can set it without a render and the width never moves."""

from typing import Any, Literal

import reflex as rx

from .base import Flag, Node

Variant = Literal["primary", "secondary", "ghost", "danger", "brand"]
Size = Literal["sm", "md", "lg", "icon"]

BASE = (
    "btn inline-flex shrink-0 items-center justify-center gap-2 rounded-md font-medium whitespace-nowrap select-none "
    "transition-colors duration-100 disabled:cursor-not-allowed disabled:opacity-50 [&_svg]:shrink-0"
)
VARIANT: dict[Variant, str] = {
    "primary": "bg-primary text-primary-foreground hover:bg-primary-hover",
    "secondary": "border bg-surface text-foreground shadow-card hover:bg-muted data-[popup-open]:bg-muted",
    "ghost": (
        "text-muted-foreground hover:bg-muted hover:text-foreground "
        "data-[popup-open]:bg-muted data-[popup-open]:text-foreground"
    ),
    "danger": "bg-danger text-white hover:bg-danger-hover dark:text-background",
    "brand": "bg-brand text-brand-ink hover:brightness-95",
}
SIZE: dict[Size, str] = {
    "sm": "h-8 px-(--pad) text-[0.8125rem] [--pad:0.75rem]",
    "md": "h-9 px-(--pad) text-sm [--pad:0.875rem]",
    "lg": "h-11 px-(--pad) text-[0.9375rem] [--pad:1.25rem]",
    "icon": "size-8",
}


def button_class(variant: Variant = "primary", size: Size = "md", extra: str = "") -> str:
    """The look alone: for links, and for Base UI triggers, which render their own button."""
    return f"{BASE} {VARIANT[variant]} {SIZE[size]} {extra}".rstrip()


def button(
    *children: Node,
    variant: Variant = "primary",
    size: Size = "md",
    loading: Flag = False,
    class_name: str = "",
    **props: Any,
) -> rx.Component:
    """A button; `type="button"` unless told otherwise. While `loading` it keeps its label, shows a spinner and ignores the pointer.

    A button with only an icon needs `aria_label`.
    """
    props.setdefault("type", "button")
    if loading is not False:
        props["aria_busy"] = loading
    return rx.el.button(*children, class_name=button_class(variant, size, class_name), **props)
