"""Mail: other slices compose a message from components and `queue` it inside their own transaction.

A slice keeps its messages as functions in its `emails.py`:

    def invitation(inviter: str, organization: str, url: str) -> mailing.Email:
        return mailing.Email(
            mailing.Heading(f"Join {organization}"),
            mailing.Text(mailing.Strong(inviter), " invited you."),
            mailing.Button("See the invitation", url),
            mailing.Footer("You get this because somebody typed your address."),
            subject=f"{inviter} invited you to {organization}",
            preview="The invitation is open for seven days.",
        )

and sends them with `await mailing.queue(db, to=address, email=invitation(…), kind="organizations.invitation")`.
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
