"""Ids are ordered by the time they were made at, and never meet."""

import time
from datetime import UTC, timedelta
from uuid import RFC_4122

from hiveforge.core.clock import new_id, now


def test_an_id_is_a_version_7_uuid_that_tells_when_it_was_made():
    made = new_id()
    assert (made.version, made.variant) == (7, RFC_4122)
    assert abs((made.int >> 80) / 1000 - time.time()) < 1


def test_ids_of_later_milliseconds_are_greater():
    made = []
    for _ in range(5):
        made.append(new_id())
        time.sleep(0.002)
    assert made == sorted(made)
    assert [str(one) for one in made] == sorted(str(one) for one in made)  # text columns and addresses sort the same


def test_ids_of_one_moment_differ():
    assert len({new_id() for _ in range(10_000)}) == 10_000


def test_now_is_aware_and_in_utc():
    assert now().tzinfo is UTC
    assert abs(now().timestamp() - time.time()) < timedelta(seconds=1).total_seconds()
