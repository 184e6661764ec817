"""When two requests are one, and how one is answered. No I/O."""

import hashlib
from urllib.parse import quote

from .schemas import ContactForm


def fingerprint(form: ContactForm) -> str:
    """The same for the same words from the same person."""
    return hashlib.sha256(form.model_dump_json().encode()).hexdigest()


def answer_link(email: str) -> str:
    """Opens an answer in the mail program of whoever follows it."""
    return f"mailto:{quote(email, safe='@')}?subject={quote('Your message')}"
