"""What is written to the people who run this installation."""

from hiveforge.features.mailing import Button, Divider, Email, Facts, Footer, Heading, Text

from . import rules
from .schemas import ContactForm


def request(form: ContactForm) -> Email:
    """Somebody wants to talk. The button opens an answer to them."""
    title = f"{form.company} wants to talk about {_seats(form.seats)}"
    return Email(
        Heading(title),
        Facts(("Name", form.name), ("Email", form.email), ("Company", form.company), ("Seats", f"{form.seats:,}")),
        Divider(),
        *(Text(line) for line in form.message.split("\n") if line.strip()),
        Button(f"Answer {form.name}", rules.answer_link(form.email)),
        Footer("You get this because you run this installation of HiveForge. The request is kept there too."),
        subject=title,
        preview=form.message[:120].replace("\n", " "),
    )


def _seats(count: int) -> str:
    return "1 seat" if count == 1 else f"{count:,} seats"
