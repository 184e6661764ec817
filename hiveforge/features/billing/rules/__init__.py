"""Pure decisions about billing."""

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
from .comparing import Disagreement, Ours, compare
from .dunning import MAIL_DAYS, due_mails, last_mail_day
from .entitling import counted, entitlement
from .fixing import obstacle, remedy
from .showing import (
    TRIAL_NOTICE,
    banner,
    checkout_state,
    overview,
    plan_now,
    preview,
    preview_of_end,
    preview_of_purchase,
    seat_preview,
)
from .standing import LIVE, plan_of, running, seat_limit, standing_of

__all__ = [
    "LIVE",
    "MAIL_DAYS",
    "OVERAGE_PRICE",
    "PACK_PRICE",
    "TRIAL_NOTICE",
    "Disagreement",
    "Ours",
    "Seats",
    "banner",
    "catalogue",
    "check_sells_seats",
    "checkout_state",
    "compare",
    "consequences",
    "counted",
    "due_mails",
    "entitlement",
    "last_mail_day",
    "obstacle",
    "overview",
    "plan_for_sale",
    "plan_now",
    "plan_of",
    "preview",
    "preview_of_end",
    "preview_of_purchase",
    "quantity",
    "remedy",
    "running",
    "seat_limit",
    "seat_preview",
    "seats_to_buy",
    "seats_wanted",
    "standing_of",
]
