"""When people are written to about a payment that failed."""

from datetime import datetime, timedelta

MAIL_DAYS = (0, 3, 7, 12)


def last_mail_day(grace_days: int) -> int:
    """The day before access ends."""
    return max(grace_days - 1, 0)


def due_mails(since: datetime, *, at: datetime, grace_days: int) -> list[int]:
    """The days of the schedule that have come, while the grace runs; the last day is always one of them.

    Only the newest counts when several came at once, as after an outage: nobody gets four reminders in a minute.
    """
    days = sorted({day for day in MAIL_DAYS if day < grace_days} | {last_mail_day(grace_days)})
    if at >= since + timedelta(days=grace_days):
        return []
    return [day for day in days if since + timedelta(days=day) <= at][-1:]
