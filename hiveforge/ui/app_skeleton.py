"""What stands there while an organization's page is on its way: the frame without words, so that nothing jumps."""

import reflex as rx

from .skeleton import skeleton


def app_skeleton() -> rx.Component:
    """`rx.App(hydrate_fallback=app_skeleton)`: part of the document itself, so it is the first thing painted."""
    return rx.el.div(
        rx.el.div(
            skeleton("h-7 w-40"),
            rx.el.div(*[skeleton("h-4 w-28") for _ in range(4)], class_name="mt-7 grid gap-5 px-1"),
            class_name="fixed inset-y-0 left-0 hidden w-60 border-r px-4 py-4 lg:block collapsed:lg:w-14",
        ),
        rx.el.div(
            rx.el.div(
                _sign("menu", 18, "-ml-2 size-11 lg:hidden"),
                _sign("panel-left", 16, "size-8.5 max-lg:hidden"),
                skeleton("h-4 w-44"),
                _sign("search", 14, "ml-auto size-11 md:hidden"),
                class_name="flex h-14 items-center gap-2 border-b px-4 sm:px-6 lg:px-4",
            ),
            rx.el.div(
                skeleton("h-7 w-48"),
                skeleton("mt-3 h-4 w-72 max-w-full"),
                skeleton("mt-8 h-96 w-full rounded-xl"),
                class_name="mx-auto max-w-5xl px-4 py-8 sm:px-6 lg:px-8",
            ),
            class_name="lg:pl-60 collapsed:lg:pl-14",
        ),
        aria_busy="true",
        class_name="min-h-dvh bg-canvas",
    )


def _sign(name: str, size: int, class_name: str) -> rx.Component:
    """Where a button of the frame will be. Browsers count the first picture as the first paint, and no grey bar."""
    return rx.el.span(
        rx.icon(name, size=size, aria_hidden="true"),
        class_name=f"flex shrink-0 items-center justify-center text-muted-foreground {class_name}",
    )
