"""Pure decisions about billing."""

from .arranging import (
    ARRANGED_PLAN,
    arrangement,
    ended,
    last_day,
    limits_of,
    on_terms,
    paid_plan,
    refuse_arranged,
    status_now,
    terms,
    told,
    until,
    with_arrangement,
)
from .buying import (
    Seats,
    check_sells_seats,
    consequences,
    plan_for_sale,
    quantity,
    seats_to_buy,
    seats_wanted,
)
from .catalogue import OVERAGE_PRICE, PACK_PRICE, catalogue
from .comparing import Disagreement, Metered, Ours, compare
from .dunning import MAIL_DAYS, due_mails, last_mail_day
from .entitling import counted, entitlement
from .fixing import obstacle, remedy
from .showing import (
    checkout,
    overview,
    plan_now,
    preview,
    preview_of_end,
    preview_of_purchase,
    seat_preview,
)
from .standing import LIVE, STATUSES, plan_of, running, seat_limit, standing_of
from .warning import TRIAL_NOTICE, banner

__all__ = [
    "ARRANGED_PLAN",
    "LIVE",
    "MAIL_DAYS",
    "OVERAGE_PRICE",
    "PACK_PRICE",
    "STATUSES",
    "TRIAL_NOTICE",
    "Disagreement",
    "Metered",
    "Ours",
    "Seats",
    "arrangement",
    "banner",
    "catalogue",
    "check_sells_seats",
    "checkout",
    "compare",
    "consequences",
    "counted",
    "due_mails",
    "ended",
    "entitlement",
    "last_day",
    "last_mail_day",
    "limits_of",
    "obstacle",
    "on_terms",
    "overview",
    "paid_plan",
    "plan_for_sale",
    "plan_now",
    "plan_of",
    "preview",
    "preview_of_end",
    "preview_of_purchase",
    "quantity",
    "refuse_arranged",
    "remedy",
    "running",
    "seat_limit",
    "seat_preview",
    "seats_to_buy",
    "seats_wanted",
    "standing_of",
    "status_now",
    "terms",
    "told",
    "until",
    "with_arrangement",
]
