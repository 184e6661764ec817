"""What the product has mailed, read where people read it in development: the local inbox."""

import html
import re
import time
from dataclasses import dataclass

from journeys.product import Product

SECONDS_TO_ARRIVE = 30


@dataclass(frozen=True, slots=True)
class Mail:
    subject: str
    text: str
    html: str

    @property
    def code(self) -> str:
        found = re.search(r"^ +(\d{6})$", self.text, re.MULTILINE)
        assert found, self.text
        return found[1]

    @property
    def link(self) -> str:
        """Where its first button leads."""
        found = re.search(r"https?://\S+/\S*(?:code=|invite/)\S+", self.text)
        assert found, self.text
        return html.unescape(found[0]).rstrip(".)")


class Mailbox:
    """`mailbox.newest("ada@acme.test")` waits for it, because a worker sends it."""

    def __init__(self, product: Product) -> None:
        self._product = product

    def all(self, to: str) -> list[Mail]:
        """The newest first."""
        answer = self._product.get("/inbox/messages", params={"search": to}).raise_for_status()
        return [Mail(m["subject"], m["text"], m["html"]) for m in answer.json()["messages"] if m["recipient"] == to]

    def newest(self, to: str, *, after: int = 0) -> Mail:
        """The newest one, once there are more than `after`."""
        give_up = time.monotonic() + SECONDS_TO_ARRIVE
        while len(mails := self.all(to)) <= after:
            assert time.monotonic() < give_up, f"no mail to {to}"
            time.sleep(0.05)
        return mails[0]
