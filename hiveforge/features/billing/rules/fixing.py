"""What fixing a difference does, and why some differences cannot be fixed from here."""

from collections.abc import Mapping

from hiveforge.features.billing.schemas import DifferenceKind

_LOOK = "Stripe is asked once more, and what it says is written down here. Nothing is charged."
_REMEDIES: Mapping[DifferenceKind, str] = {
    DifferenceKind.CUSTOMER: "Stripe's customer is noted as this organization's, with whatever it has bought.",
    DifferenceKind.SUBSCRIPTION: _LOOK,
    DifferenceKind.INVOICE: _LOOK,
    DifferenceKind.SECOND_SUBSCRIPTION: (
        "Stripe ends this subscription now. The organization keeps its plan. Nothing is refunded by itself."
    ),
    DifferenceKind.SEATS: (
        "Where more seats are taken than paid, Stripe charges for all that are taken from now on. Its number is then "
        "written down here."
    ),
    DifferenceKind.METER: (
        "What Stripe's meter has lost is reported to it again, under the same identifiers, so that nothing counts twice. "
        "It goes on the next invoice."
    ),
    DifferenceKind.ORPHAN: (
        "Stripe ends this subscription now: its organization was deleted for good. Nothing is refunded by itself."
    ),
}
_DIFFER_STILL = {
    DifferenceKind.METER: (
        "The meter differs still. What it has too much cannot be taken back from here: correct this customer's meter in "
        "Stripe's dashboard. What Stripe has refused stands below and can be tried again."
    ),
}
_NOBODYS = (
    "The organization of this customer was deleted for good. Delete the customer in Stripe's dashboard, then compare."
)


def remedy(kind: DifferenceKind) -> str:
    """What a fix will do, for whoever is about to ask for it; empty where there is none."""
    return _REMEDIES.get(kind, "")


def obstacle(kind: DifferenceKind, *, organization: bool) -> str:
    """Why this cannot be fixed from here and what to do instead; empty where it can."""
    if kind is DifferenceKind.CUSTOMER and not organization:
        return _NOBODYS
    return ""


def differs_still(kind: DifferenceKind) -> str:
    """What to do when a fix was tried and the two differ as before; empty where there is no particular advice."""
    return _DIFFER_STILL.get(kind, "")
