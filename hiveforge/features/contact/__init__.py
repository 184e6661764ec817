"""Contact: what visitors ask of the people who run this installation, such as a plan by arrangement.

requests = await contact.list_requests(actor, open_only=True)
await contact.mark_answered(actor, requests[0].id)
"""

from .schemas import ContactForm, RequestRow
from .service import ask, list_requests, mark_answered

__all__ = ["ContactForm", "RequestRow", "ask", "list_requests", "mark_answered"]
