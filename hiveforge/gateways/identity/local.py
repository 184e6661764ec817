"""Passwords kept by ourselves: the proof is the hash, and accounts keep it. This provider stores nothing."""

from .hashing import Checked, hash_password, verify_password


class LocalIdentity:
    """Hashing is all there is to it."""

    name = "local"

    async def enrol(self, email: str, password_hash: str) -> str:  # noqa: ARG002  others know accounts by address
        if not password_hash.startswith("$argon2id$"):
            raise ValueError("a password must be hashed before it is enrolled")
        return password_hash

    async def check(self, proof: str | None, email: str, password: str) -> Checked:  # noqa: ARG002
        return await verify_password(password, proof)

    async def change(self, proof: str | None, email: str, password: str) -> str:  # noqa: ARG002
        return await hash_password(password)
