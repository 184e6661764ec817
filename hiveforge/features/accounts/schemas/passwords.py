"""What makes a password acceptable: its length, and that not everybody uses it. There are no rules of composition."""

import gzip
import re
import unicodedata
from functools import cache
from pathlib import Path

SHORTEST_PASSWORD, LONGEST_PASSWORD = 8, 200

_FEWEST_CHARACTERS = 4
_IMPOSSIBLE = re.compile(r"[\x00\ud800-\udfff]")


def canonical_password(typed: str) -> str:
    """One form for what different keyboards make of the same characters. Raises ValueError for what no password can be."""
    if not typed:
        raise ValueError("Enter your password.")
    password = unicodedata.normalize("NFKC", typed[: 4 * LONGEST_PASSWORD])  # some keyboards write letters in parts
    if len(password) > LONGEST_PASSWORD:
        raise ValueError(f"Use at most {LONGEST_PASSWORD} characters.")
    if _IMPOSSIBLE.search(password):
        raise ValueError("A password cannot contain that character.")
    return password


def new_password(typed: str, email: str = "") -> str:
    """A password that may be chosen, in its canonical form. Raises ValueError with words for the person."""
    password = canonical_password(typed) if typed else ""
    if len(password) < SHORTEST_PASSWORD:
        raise ValueError(f"Use at least {SHORTEST_PASSWORD} characters. A few words in a row are easy to remember.")
    said = password.casefold()
    if email and said in {email.casefold(), email.casefold().partition("@")[0]}:
        raise ValueError("Choose something other than your email address.")
    if len(set(said)) < _FEWEST_CHARACTERS or said in common_passwords() or _without_ending(said) in common_passwords():
        raise ValueError("Too many people use this password, so it is among the first ones guessed. Choose another.")
    return password


@cache
def common_passwords() -> frozenset[str]:
    """Passwords that everybody guesses first, of at least 8 characters, in lower case; the file names its sources."""
    packed = Path(__file__).with_name("common_passwords.txt.gz").read_bytes()
    lines = gzip.decompress(packed).decode().splitlines()
    return frozenset(line for line in lines if line and not line.startswith("# "))


def _without_ending(password: str) -> str:
    """`password2024!` is guessed right after `password`; what is left must still be long enough to be a password."""
    stem = re.sub(r"[\d\W_]{1,6}$", "", password)
    return stem if len(stem) >= SHORTEST_PASSWORD else password
