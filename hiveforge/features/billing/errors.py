"""What billing refuses, and what to do instead."""

from hiveforge.core.errors import Conflict, Invalid, LimitReached, Unavailable


class NotForSale(Invalid):
    code, param = "not_for_sale", "plan"
    message = "This plan cannot be bought here. Choose another one, or write to us."


class AlreadySubscribed(Conflict):
    code = "already_subscribed"
    message = "Your organization has a paid plan already. Change it instead of buying a second one."


class NoSubscription(Conflict):
    code = "no_subscription"
    message = "Your organization has no paid plan. Choose one first."


class PlanArranged(Conflict):
    code = "plan_arranged"
    message = (
        "Your organization has a plan by arrangement, which is not changed or paid here. Write to us to change it."
    )


class SubscriptionRuns(Conflict):
    """Somebody pays for a plan already: whoever arranges another one must agree to end it."""

    code, param = "subscription_runs", "ends_subscription"
    message = "A subscription runs. Agree to end it, so that nobody pays for two plans."


class AlreadyEnded(Conflict):
    code = "already_ended"
    message = "This plan has ended and cannot be resumed. Choose a plan again."


class FewerSeatsThanPeople(Conflict):
    code, param = "fewer_seats_than_people", "seats"
    message = "There are more members and open invitations than that. Remove some first."


class SeatsNotSold(LimitReached):
    code, param = "seats_not_sold", "seats"
    message = "Your plan does not sell further seats. Choose another plan first."


class NotFixable(Conflict):
    code = "not_fixable"
    message = "This difference cannot be fixed from here. Look at it in the payment provider's dashboard."


class SyncBusy(Unavailable):
    """So much happens to one organization at once that no read was the latest one."""

    code = "sync_busy"
    message = "Much is happening to this organization's payments. Try again in a moment."
