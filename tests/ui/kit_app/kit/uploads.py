import reflex as rx

from hiveforge.ui.card import card, card_body, card_header
from hiveforge.ui.page_header import page_header
from hiveforge.ui.upload import upload

from .frame import framed


class Uploaded(rx.State):
    names: list[str] = []  # noqa: RUF012

    @rx.event
    def add(self, name: str) -> None:
        self.names = [*self.names, name]


def uploads() -> rx.Component:
    many = upload(
        "/files",
        upload_id="many",
        hint="Files of up to 20 MB.",
        largest=20_000_000,
        upgrade="/plans",
        on_uploaded=Uploaded.add,
    )
    one = upload("/files", upload_id="one", label="Choose a picture", accept="image/png", multiple=False, compact=True)
    return framed(
        page_header("Uploads", "Files and a picture."),
        rx.el.div(
            card(card_header("Files"), card_body(many)),
            card(card_header("Picture"), card_body(one)),
            card(card_header("There"), card_body(rx.el.ul(rx.foreach(Uploaded.names, rx.el.li), id="there"))),
            class_name="grid gap-4 lg:grid-cols-2",
        ),
        title="Uploads",
    )
