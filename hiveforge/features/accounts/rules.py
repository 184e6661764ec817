"""How codes are made and kept, whom counters stand for, and how browsers are called. No I/O."""

import hashlib
import hmac
import secrets
from ipaddress import IPv6Address, ip_address

from .schemas import CODE_DIGITS

CODE_MINUTES = 15
CODE_ATTEMPTS = 5

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


def new_code() -> str:
    """Six digits, all equally likely."""
    return f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"


def code_hash(challenge: str, code: str, key: str) -> str:
    """What is stored instead of a code: a million codes are hashed at once, so it needs the server's key too."""
    return hmac.new(key.encode(), f"challenge {challenge} {code}".encode(), hashlib.sha256).hexdigest()


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
