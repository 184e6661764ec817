"""API keys: programs act for the person who made their key, within its scopes, in one organization.

The key itself is checked by `core.identity`, at every request.
"""

from .schemas import KeyRow
from .service import get, list_keys

__all__ = ["KeyRow", "get", "list_keys"]
