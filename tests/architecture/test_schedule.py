"""What runs by itself is listed here, so that nothing begins to, and nothing stops, unnoticed."""

from hiveforge import slices
from hiveforge.core.jobs import registry

SCHEDULE = {
    "accounts.forget_expired": "7 * * * *",
    "billing.dun": "7 * * * *",
    "billing.end_orphans": "47 3 * * *",
    "billing.handle_stranded": "33 * * * *",
    "billing.keep_arrangements": "*/5 * * * *",
    "billing.reconcile": "52 3 * * *",
    "core.forget_finished": "17 3 * * *",
    "core.rescue_stalled": "* * * * *",
    "documents.embed_missing": "* * * * *",
    "documents.give_up_stranded": "23 * * * *",
    "files.give_up_unfinished": "*/10 * * * *",
    "files.remove_orphans": "47 3 * * *",
    "mailing.forget_bodies": "41 3 * * *",
    "mailing.send_stranded": "23 * * * *",
    "organizations.purge_deleted": "37 3 * * *",
    "usage.catch_up": "* * * * *",
    "usage.report_overage": "*/5 * * * *",
}


def test_what_runs_on_a_schedule_is_listed():
    slices.load("tasks")
    tasks = registry.periodic_registry.periodic_tasks.values()
    found = {task.task.name: task.cron for task in tasks}
    found.pop("sandbox.tick", None)  # there is a simulated time only where something has asked for it
    assert found == SCHEDULE
