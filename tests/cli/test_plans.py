"""`hiveforge plans sync` brings the plans to the provider, and says in words what keeps it from that."""

import json
import os
import subprocess
import sys

import pytest

from hiveforge.features import plans

KEY = "sk_test_51nobody"
MAIN = "from hiveforge.cli import main; main()"
# Answers every request to the outside as Stripe would, instead of Stripe.
ANSWERING = """
import httpx
async def answer(transport, request):
    return httpx.Response({status}, json={{"error": {error}}}, request=request)
httpx.AsyncHTTPTransport.handle_async_request = answer
"""


def sync(*arguments: str, before: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", before + MAIN, "plans", "sync", *arguments],
        env={**os.environ, **environment}, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def answering(status: int, message: str, kind: str = "invalid_request_error") -> str:
    return ANSWERING.format(status=status, error=json.dumps({"type": kind, "message": message}))


def test_the_stand_in_gets_every_price_once(owner) -> None:
    first, again = sync(), sync()
    assert (first.returncode, again.returncode) == (0, 0), first.stderr + again.stderr
    assert "the local stand-in for Stripe (STRIPE_SECRET_KEY is not set)" in first.stdout
    assert "Create price pro_month: 20.00 USD a month" in first.stdout
    assert f"Create meter {plans.METER['event_name']}" in first.stdout
    assert again.stdout.splitlines()[1:] == ["Nothing to change."]
    kinds = owner.execute("select kind, count(*) from stripe_objects group by kind").fetchall()
    assert dict(kinds)["price"] == first.stdout.count("Create price")


def test_a_sync_that_is_repeated_by_the_network_is_one(owner) -> None:
    sync()
    sync(before=RENAMED)
    keys = [row[0] for row in owner.execute("select key from stripe_idempotency").fetchall()]
    assert keys
    assert [key for key in keys if not key.startswith("sync/")] == []
    assert {key.split("/")[1] for key in keys} == {"product", "meter", "price", "portal"}


def test_a_dry_run_says_what_it_would_do_and_does_nothing(owner) -> None:
    dry = sync("--dry-run")
    assert dry.returncode == 0, dry.stderr
    assert "Would: Create price pro_year: 192.00 USD a year" in dry.stdout
    assert owner.execute("select count(*) from stripe_objects").fetchone() == (0,)
    told = [line.removeprefix("Would: ") for line in dry.stdout.splitlines()[1:]]
    assert sync().stdout.splitlines()[1:] == told


RENAMED = """
from hiveforge.features import plans
plans.METER["name"] = "Credits on top"
plans.PORTAL["headline"] = "Your invoices"
plans.PORTAL["customer_may_change"] = ["name"]
"""


def test_a_renamed_meter_and_a_changed_portal_are_told_and_then_changed(owner) -> None:
    sync()
    dry, changed, again = sync("--dry-run", before=RENAMED), sync(before=RENAMED), sync(before=RENAMED)
    told = [
        f"Rename meter {plans.METER['event_name']}: Credits on top",
        "Change the customer portal: headline, customer_update",
    ]
    assert dry.stdout.splitlines()[1:] == [f"Would: {sentence}" for sentence in told], dry.stderr
    assert changed.stdout.splitlines()[1:] == told
    assert again.stdout.splitlines()[1:] == ["Nothing to change."]
    (meter,), (portal,) = [
        owner.execute("select body from stripe_objects where kind = %s", [kind]).fetchone()
        for kind in ("billing.meter", "billing_portal.configuration")
    ]
    assert meter["display_name"] == "Credits on top"
    assert portal["business_profile"]["headline"] == "Your invoices"
    assert portal["features"]["customer_update"] == {"enabled": True, "allowed_updates": ["name"]}
    assert portal["features"]["subscription_cancel"]["enabled"] is False


def test_another_meter_for_what_is_sold_is_refused_before_anything_changes(owner) -> None:
    sync()
    other = 'from hiveforge.features import plans; plans.METER["event_name"] = "other"; plans.PACKS["amount"] = 1\n'
    for arguments in (["--dry-run"], []):
        answer = sync(*arguments, before=other)
        assert (answer.returncode, answer.stdout.count("\n")) == (1, 1)
        assert "cannot be replaced" in answer.stderr
        assert "Traceback" not in answer.stderr
    assert sync().stdout.splitlines()[1:] == ["Nothing to change."]


@pytest.mark.parametrize(
    ("status", "message"),
    [(401, "Invalid API Key provided: sk_test_*****body"), (403, "The provided key does not have the permissions")],
    ids=["no such key", "a key without rights"],
)
def test_a_refused_key_is_named_with_what_stripe_says_of_it(status, message) -> None:
    answer = sync(before=answering(status, message), STRIPE_SECRET_KEY=KEY)
    assert answer.returncode == 1
    assert "Stripe, test mode" in answer.stdout
    assert "does not accept STRIPE_SECRET_KEY" in answer.stderr
    assert message in answer.stderr
    assert "Traceback" not in answer.stderr
    assert KEY not in answer.stdout + answer.stderr


def test_a_failing_stripe_is_said_to_fail() -> None:
    answer = sync(before=answering(503, "Out of order", "api_error"), STRIPE_SECRET_KEY=KEY)
    assert answer.returncode == 1
    assert "Stripe does not answer" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_an_unreachable_stripe_is_said_to_be_unreachable() -> None:
    nowhere = {"HTTPS_PROXY": "http://127.0.0.1:1", "NO_PROXY": "", "no_proxy": ""}
    answer = sync(STRIPE_SECRET_KEY=KEY, **nowhere)
    assert answer.returncode == 1
    assert "Stripe does not answer" in answer.stderr
    assert "run this again" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_live_key_is_said_to_be_one() -> None:
    answer = sync(before=answering(401, "Invalid"), STRIPE_SECRET_KEY="sk_live_1")
    assert "Stripe, live mode" in answer.stdout


def test_settings_that_are_unsafe_in_production_end_it() -> None:
    answer = sync(HIVEFORGE_ENVIRONMENT="production")
    assert answer.returncode == 1
    assert "STRIPE_SECRET_KEY" in answer.stderr
