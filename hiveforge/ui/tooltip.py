"""A hint on hover and focus."""

import reflex as rx

from .base import BaseUI, Positioner, Text


class TooltipRoot(BaseUI):
    tag = "Tooltip.Root"


class TooltipTrigger(BaseUI):
    tag = "Tooltip.Trigger"
    delay: rx.Var[int]


class TooltipPortal(BaseUI):
    tag = "Tooltip.Portal"


class TooltipPositioner(Positioner):
    tag = "Tooltip.Positioner"


class TooltipPopup(BaseUI):
    tag = "Tooltip.Popup"


def tooltip(content: Text, trigger: rx.Component, side: str = "top") -> rx.Component:
    """A visual hint only, which touch never shows: the trigger still needs its own `aria_label`."""
    return TooltipRoot.create(
        TooltipTrigger.create(render_=trigger, delay=300),
        TooltipPortal.create(
            TooltipPositioner.create(
                TooltipPopup.create(content, class_name="tooltip"), side=side, side_offset=6, class_name="z-50"
            )
        ),
    )
