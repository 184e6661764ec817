"""A picture of somebody or something: what is shown now, another one, none."""

from typing import Any

import reflex as rx

from .avatar import avatar
from .base import Text
from .button import button
from .upload import upload

_HINT = "PNG, JPEG, WebP or GIF, up to 10 MB. The middle square is shown."


def picture_upload(
    initials: Text,
    picture: Text,
    *,
    action: Text,
    upload_id: str,
    largest: int,
    on_uploaded: Any,
    on_remove: Any,
    square: bool = False,
) -> rx.Component:
    """`picture` is the address of the one that is shown, empty for initials. `action` and `largest` as in `upload`."""
    return rx.el.div(
        avatar(initials, picture, size="xl", square=square),
        rx.el.div(
            upload(
                action,
                upload_id=upload_id,
                label="Choose picture",
                accept="image/png,image/jpeg,image/webp,image/gif",
                hint=_HINT,
                multiple=False,
                largest=largest,
                compact=True,
                on_uploaded=on_uploaded,
            ),
            rx.cond(
                picture,
                button(
                    "Remove picture",
                    variant="ghost",
                    size="sm",
                    class_name="-ml-3 justify-self-start",
                    on_click=on_remove,
                ),
            ),
            class_name="grid min-w-0 flex-1 grid-cols-1 gap-2",
        ),
        class_name="flex items-start gap-4",
    )
