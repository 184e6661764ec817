"""Who keeps and checks passwords: one protocol, chosen by the settings.

A provider gives back a proof, a text that accounts keep beside the person and hand in again: for the local provider the
hash itself, for one elsewhere the id of the account there. Who people are, their sessions and the codes mailed to them
stay ours, whoever checks passwords.
"""

from typing import Protocol

from hiveforge.core.settings import settings

from .hashing import Checked, hash_password, verify_password

__all__ = ["Checked", "IdentityProvider", "hash_password", "identity_provider", "verify_password"]


class IdentityProvider(Protocol):
    """What every provider does. All of it may be slow: hold no transaction meanwhile. Raises Unavailable."""

    name: str

    async def enrol(self, email: str, password_hash: str) -> str:
        """Take in somebody whose address has been proved; returns the proof to keep. Twice: the second hash counts."""
        ...

    async def check(self, proof: str | None, email: str, password: str) -> Checked:
        """Whether this is the password. Without a proof, for an unknown account, it takes as long and says no."""
        ...

    async def change(self, proof: str | None, email: str, password: str) -> str:
        """Replace the password, or set a first one; returns the proof to keep from now on."""
        ...


def identity_provider() -> IdentityProvider:
    """The provider that HIVEFORGE_IDENTITY_PROVIDER names."""
    match settings().identity_provider:
        case "local":
            from .local import LocalIdentity

            return LocalIdentity()
