"""What is refused about API keys, and what to do instead."""

from hiveforge.core.errors import Conflict, Invalid, LimitReached, NotAllowed


class NameTaken(Conflict):
    code, param, constraint = "api_key_name_taken", "name", "ix_api_keys_name"
    message = "Another API key has this name. Choose a different one."


class NoScopes(Invalid):
    code, param = "api_key_without_scopes", "scopes"
    message = "Choose at least one thing that the key may do."


class ScopeTooWide(NotAllowed):
    code, param = "api_key_scope_too_wide", "scopes"
    message = "A key can only be given what you may do yourself."


class NotYours(NotAllowed):
    code, message = "api_key_of_somebody_else", "Only who made an API key can roll it. You can revoke it."


class TooManyKeys(LimitReached):
    code, message = "too_many_api_keys", "There is no room for another API key. Revoke one that is not needed."
