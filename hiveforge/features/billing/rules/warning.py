"""What every page of an organization says while its plan, its payments or its AI credits are in danger."""

from datetime import datetime, timedelta

from hiveforge.features.billing.models import BillingStanding
from hiveforge.features.billing.schemas import Banner, StandingStatus
from hiveforge.features.usage import Balance

TRIAL_NOTICE = timedelta(days=3)
ARRANGEMENT_NOTICE = timedelta(days=14)


_ALL = 100


def banner(standing: BillingStanding | None, balance: Balance, at: datetime) -> Banner | None:
    """What every page says while payments are not in order, a plan is about to end, or AI credits run out.

    The first of these counts: credits never hide that a plan is in danger.
    """
    return (standing and (_debt(standing, at) or _end(standing, at))) or _credits(balance)


def _debt(standing: BillingStanding, at: datetime) -> Banner | None:
    until = standing.access_until_at
    match standing.status:
        case StandingStatus.PAST_DUE:
            return Banner("suspended" if until and at >= until else "past_due", until)
        case StandingStatus.SUSPENDED:
            return Banner("suspended", until)
        case _:
            return None


def _end(standing: BillingStanding, at: datetime) -> Banner | None:
    """Whoever has canceled is told at once, others shortly before."""
    match standing.status:
        case StandingStatus.CANCELING:
            return Banner("canceling", standing.ends_at)
        case StandingStatus.TRIALING:
            kind, ends_at, notice = "trial_ending", standing.ends_at, TRIAL_NOTICE
        case StandingStatus.ARRANGED:
            until = standing.access_until_at
            ends_at = until - timedelta(microseconds=1) if until else None  # still on its last day
            kind, notice = "arrangement_ending", ARRANGEMENT_NOTICE
        case _:
            return None
    return Banner(kind, ends_at) if ends_at and ends_at - at <= notice else None


def _credits(balance: Balance) -> Banner | None:
    if not balance.alert:
        return None
    kind = "credits_gone" if balance.alert == _ALL else "credits_low"
    return Banner(kind, balance.resets_at, balance.included_used, balance.included)
