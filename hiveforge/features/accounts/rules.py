"""What makes an email address, a name and a password acceptable; how codes are made; how browsers are called. No I/O, apart from the list
of common passwords that stands beside this file.

Passwords have no composition rules: length, and not being known to everybody, is what protects them.
"""

import gzip
import hashlib
import hmac
import re
import secrets
import unicodedata
from functools import cache
from ipaddress import IPv6Address, ip_address
from pathlib import Path

from email_validator import EmailNotValidError, validate_email

from hiveforge.core.text import one_line

SHORTEST_PASSWORD, LONGEST_PASSWORD = 8, 200
LONGEST_NAME = 100
CODE_DIGITS = 6
CODE_MINUTES = 15
CODE_ATTEMPTS = 5

_LONGEST_EMAIL = 254
_FEWEST_CHARACTERS = 4
_IMPOSSIBLE = re.compile(r"[\x00\ud800-\udfff]")
_SYSTEMS = (
    ("iphone", "iPhone"),
    ("ipad", "iPad"),
    ("android", "Android"),
    ("windows", "Windows"),
    ("mac os x", "macOS"),
    ("cros", "ChromeOS"),
    ("linux", "Linux"),
)
# The first that matches wins: all of them also call themselves what stands further down.
_BROWSERS = (
    ("edg", "Edge"),
    ("opr/", "Opera"),
    ("samsungbrowser", "Samsung Internet"),
    ("firefox", "Firefox"),
    ("fxios", "Firefox"),
    ("headlesschrome", "Chrome"),
    ("chrome", "Chrome"),
    ("crios", "Chrome"),
    ("safari", "Safari"),
    ("curl", "curl"),
    ("python", "A Python program"),
)


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


def new_code() -> str:
    """Six digits, all equally likely."""
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"


def code_hash(challenge: str, code: str, key: str) -> str:
    """What is stored instead of a code: a million codes are hashed at once, so it needs the server's key too."""
    return hmac.new(key.encode(), f"challenge {challenge} {code}".encode(), hashlib.sha256).hexdigest()


def typed_code(typed: str) -> str:
    """The digits of a code, however they were typed or pasted. Raises ValueError with words for the person."""
    digits = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", typed))
    if not re.fullmatch(rf"[0-9]{{{CODE_DIGITS}}}", digits):
        raise ValueError(f"Enter the {CODE_DIGITS} digits from the email.")
    return digits


def account_key(email: str, key: str) -> str:
    """An account's name in counters, which must not hold addresses."""
    return hmac.new(key.encode(), f"account {email}".encode(), hashlib.sha256).hexdigest()[:32]


def network(address: str) -> str:
    """Whom an address stands for: one customer holds a whole IPv6 /64."""
    try:
        known = ip_address(address)
    except ValueError:
        return address
    return ":".join(known.exploded.split(":")[:4]) if isinstance(known, IPv6Address) else str(known)


def browser_name(user_agent: str) -> str:
    """A browser in words: "Firefox on Linux"."""
    said = user_agent.casefold()
    browser = next((name for mark, name in _BROWSERS if mark in said), "")
    system = next((name for mark, name in _SYSTEMS if mark in said), "")
    if browser and system:
        return f"{browser} on {system}"
    return browser or (f"A browser on {system}" if system else "An unknown browser")


def _without_ending(password: str) -> str:
    """`password2024!` is guessed right after `password`; what is left must still be long enough to be a password."""
    stem = re.sub(r"[\d\W_]{1,6}$", "", password)
    return stem if len(stem) >= SHORTEST_PASSWORD else password
