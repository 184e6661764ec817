"""What is written to owners and admins about their AI credits."""

from urllib.parse import quote

from hiveforge.core.settings import settings
from hiveforge.features.mailing import Button, Email, Footer, Heading, Strong, Text

from .schemas import Balance


def allowance_alert(organization: str, slug: str, balance: Balance, share: int, resets: str) -> Email:
    """80 percent of the allowance are used, or all of it."""
    used = f"{balance.included_used:,} of {balance.included:,}"
    title = f"{organization} has used {'all' if share >= 100 else f'{share} %'} of its AI credits"
    return Email(
        Heading(title),
        Text(Strong(used), f" included credits are used. The next ones come on {resets}."),
        Text(_then(balance), muted=True),
        Button("See plan and usage", f"{settings().origin}/o/{quote(slug)}/billing"),
        Footer(f"You get this because you look after the billing of {organization}."),
        subject=title,
        preview=f"{used} credits are used. The next ones come on {resets}.",
    )


def _then(balance: Balance) -> str:
    if balance.overage_mode == "metered":
        return f"After them up to {balance.overage_budget:,} credits are billed as they are used, as you chose."
    if balance.packs:
        return f"After them {balance.packs:,} credits from packs are used."
    return "After them AI features pause until then. A bigger plan or a pack of credits lets them go on."
