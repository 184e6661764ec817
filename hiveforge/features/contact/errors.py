"""What is refused about requests, and what to do instead."""

from hiveforge.core.errors import Conflict


class OpenAgain(Conflict):
    """The same words from the same person came again after they were answered."""

    code, constraint = "open_again", "uq_contact_requests_open_fingerprint"
    message = "The same request came again and is open. Answer that one."
