"""What fixing a difference does, and why some differences cannot be fixed from here."""

from collections.abc import Mapping

from hiveforge.features.billing.schemas import DifferenceKind

_LOOK = "Stripe is asked once more, and what it says is written down here. Nothing is charged."
_REMEDIES: Mapping[DifferenceKind, str] = {
    DifferenceKind.CUSTOMER: "Stripe's customer is noted as this organization's, with whatever it has bought.",
    DifferenceKind.SUBSCRIPTION: _LOOK,
    DifferenceKind.SECOND_SUBSCRIPTION: (
        "Stripe ends this subscription now. The organization keeps its plan. Nothing is refunded by itself."
    ),
    DifferenceKind.SEATS: (
        "Where more seats are taken than paid, Stripe charges for all that are taken from now on. Its number is then "
        "written down here."
    ),
    DifferenceKind.ORPHAN: (
        "Stripe ends this subscription now: its organization was deleted for good. Nothing is refunded by itself."
    ),
}
_METER = (
    "What the meter has counted cannot be taken back. What it lacks is reported by itself every five minutes, unless "
    "Stripe has refused it: refused reports stand below and can be tried again. Compare again after that; if the two "
    "differ still, correct this customer's meter in Stripe's dashboard."
)
_NOBODYS = (
    "The organization of this customer was deleted for good. Delete the customer in Stripe's dashboard, then compare."
)


def remedy(kind: DifferenceKind) -> str:
    """What a fix will do, for whoever is about to ask for it; empty where there is none."""
    return _REMEDIES.get(kind, "")


def obstacle(kind: DifferenceKind, *, organization: bool) -> str:
    """Why this cannot be fixed from here and what to do instead; empty where it can."""
    if kind is DifferenceKind.METER:
        return _METER
    if kind is DifferenceKind.CUSTOMER and not organization:
        return _NOBODYS
    return ""
