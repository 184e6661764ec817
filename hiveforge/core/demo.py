"""The people of the demo data. Their log-ins are public, so production has neither them nor this page of them."""

from dataclasses import dataclass

from .settings import DEMO_ADMIN, settings

PASSWORD = "honey-comb-2026"  # noqa: S105  known to everybody


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """A log-in to show: whose it is and what it lets one see."""

    email: str
    password: str
    note: str


DEMO_ACCOUNTS = (
    DemoAccount("ada@northwind.example", PASSWORD, "Owner of Northwind Robotics, viewer in Globex"),
    DemoAccount("grace@northwind.example", PASSWORD, "Admin of Northwind Robotics"),
    DemoAccount("linus@northwind.example", PASSWORD, "Member of Northwind Robotics"),
    DemoAccount("mary@northwind.example", PASSWORD, "Viewer in Northwind Robotics"),
    DemoAccount("hank@globex.example", PASSWORD, "Owner of Globex, another tenant"),
    DemoAccount(DEMO_ADMIN, PASSWORD, "Platform admin, who runs this installation"),
)


def demo_accounts() -> tuple[DemoAccount, ...]:
    """What a sign-in page may show: nothing in production, and nobody as platform admin who is none."""
    found = settings()
    if found.production:
        return ()
    return tuple(one for one in DEMO_ACCOUNTS if one.email != DEMO_ADMIN or DEMO_ADMIN in found.admin_emails)
