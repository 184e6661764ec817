"""Words that people type about themselves, in the one form that is stored and compared."""

import re
import unicodedata

from email_validator import EmailNotValidError, validate_email

from hiveforge.core.text import one_line

LONGEST_NAME = 100
CODE_DIGITS = 6

_LONGEST_EMAIL = 254


def email_address(typed: str) -> str:
    """The address as it is stored and compared: lower case, without spaces around it, international domains in their own letters.

    Raises ValueError with words for the person.
    """
    if not typed.strip():
        raise ValueError("Enter your email address.")
    try:
        found = validate_email(typed.strip(), check_deliverability=False, allow_smtputf8=False, test_environment=True)
    except EmailNotValidError:
        raise ValueError("Enter an email address like ada@example.com.") from None
    if len(found.ascii_email or found.normalized) > _LONGEST_EMAIL:
        raise ValueError("That email address is too long.")
    return found.normalized.lower()


def person_name(typed: str) -> str:
    """A name in one line, as its owner writes it. Raises ValueError with words for the person."""
    return one_line(typed, longest=LONGEST_NAME, missing="Enter your name.")


def typed_code(typed: str) -> str:
    """The digits of a code, however they were typed or pasted. Raises ValueError with words for the person."""
    digits = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", typed))
    if not re.fullmatch(rf"[0-9]{{{CODE_DIGITS}}}", digits):
        raise ValueError(f"Enter the {CODE_DIGITS} digits from the email.")
    return digits
