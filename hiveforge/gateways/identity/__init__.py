"""Who checks passwords: one protocol, chosen by the settings.

A provider takes a password and gives back a proof, a text that accounts keep and hand in again: here a hash, elsewhere
an account's id. Who people are, their sessions and the codes mailed to them stay ours, whoever checks passwords.
"""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Checked:
    """`proof` is a new one to keep, when the provider wants the old one replaced."""

    valid: bool
    proof: str | None = None


class IdentityProvider(Protocol):
    """What every provider does. All of it may be slow: hold no transaction meanwhile. Raises Unavailable."""

    name: str

    async def enrol(self, email: str, password: str) -> str:
        """Take a password for somebody whose address is not proved yet; returns the proof. Twice: the second replaces the first."""
        ...

    async def check(self, proof: str | None, email: str, password: str) -> Checked:
        """Whether this is the password. Without a proof, for an unknown account, it takes as long and says no."""
        ...

    async def change(self, proof: str | None, email: str, password: str) -> str:
        """Replace the password, or set a first one; returns the proof to keep from now on."""
        ...


def identity_provider() -> IdentityProvider:
    """The provider that the settings name; `local` is the only one yet."""
    from .local import LocalIdentity

    return LocalIdentity()
