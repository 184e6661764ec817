from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from hiveforge.gateways.retry_after import seconds_to_wait


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry-After": "7"}, 7),
        ({"retry-after": "0.5"}, 0.5),
        ({"retry-after-ms": "250", "retry-after": "1"}, 0.25),
        ({"retry-after": "Fri, 27 Nov 2020 10:00:00 GMT"}, 0),
        ({"retry-after": "Fri, 27 Nov 2020 10:00:00"}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "-3"}, None),
        ({}, None),
        (None, None),
    ],
)
def test_seconds_are_read_however_they_are_said(headers, seconds):
    assert seconds_to_wait(headers) == seconds


def test_a_date_is_as_far_away_as_it_is():
    soon = format_datetime(datetime.now(UTC) + timedelta(seconds=90), usegmt=True)
    assert 85 < seconds_to_wait({"retry-after": soon}) <= 90
