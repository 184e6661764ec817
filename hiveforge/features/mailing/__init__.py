"""Mail: other slices compose a message from components and `queue` it inside their own transaction.

def invitation(...) -> mailing.Email:
    return mailing.Email(
        mailing.Heading("Join Acme"),
        mailing.Text(mailing.Strong("Ada"), " invited you."),
        mailing.Button("See the invitation", url),
        mailing.Footer("You get this because Ada typed your address."),
        subject="Ada invited you to Acme",
        preview="The invitation is open for seven days.",
    )

await mailing.queue(db, to=address, email=emails.invitation(...), kind="organizations.invitation")
"""

from .emails import Button, Code, Divider, Email, Facts, Footer, Heading, Link, Strong, Text
from .service import uses_local_inbox
from .tasks import queue

__all__ = [
    "Button",
    "Code",
    "Divider",
    "Email",
    "Facts",
    "Footer",
    "Heading",
    "Link",
    "Strong",
    "Text",
    "queue",
    "uses_local_inbox",
]
