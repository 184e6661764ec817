"""Contact: what visitors ask of the people who run this installation, such as a plan by arrangement.

page = await contact.list_requests(actor, contact.RequestStatus.OPEN)
await contact.mark_answered(actor, page.rows[0].id)
"""

from .errors import OpenAgain
from .rules import answer_link
from .schemas import ContactForm, RequestRow, RequestsPage, RequestStatus
from .service import ask, count_open, get_request, list_requests, mark_answered, reopen

__all__ = [
    "ContactForm",
    "OpenAgain",
    "RequestRow",
    "RequestStatus",
    "RequestsPage",
    "answer_link",
    "ask",
    "count_open",
    "get_request",
    "list_requests",
    "mark_answered",
    "reopen",
]
