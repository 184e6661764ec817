"""When two requests are one. No I/O."""

import hashlib

from .schemas import ContactForm


def fingerprint(form: ContactForm) -> str:
    """The same for the same words from the same person."""
    return hashlib.sha256(form.model_dump_json().encode()).hexdigest()
