"""What breaks is told to Sentry under the id that the person was shown, without the person; what works leaves one trail."""

import json
from collections.abc import AsyncIterator
from typing import Any

import psycopg
import pytest
from mail_stand_in import served
from security.browser import HYDRATE, PROBE, ROOT, Browser
from security.server import Server, serving
from waiting import until

from hiveforge.core.permissions import Role
from hiveforge.features.organizations.state import InvitingState
from hiveforge.sandbox.sentry import SentryStandIn

BROKEN_PAGE = f"{ROOT}.reflex___state____frontend_event_exception_state.handle_frontend_exception"


@pytest.fixture(scope="module")
async def reporting(
    database: psycopg.Connection[Any], tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[Server, SentryStandIn]]:
    """A server that works on jobs itself, logs as in production, and reports to a stand-in."""
    sentry = SentryStandIn()
    async with served(sentry) as url:
        with serving(
            tmp_path_factory.mktemp("reporting"), "security.probe:application",
            SENTRY_DSN=sentry.dsn(url), HIVEFORGE_WORKER_IN_WEB="true", HIVEFORGE_LOG_JSON="true", HIVEFORGE_LOG_LEVEL="INFO",
        ) as server:  # fmt: skip
            yield server, sentry


@pytest.fixture
def server(reporting: tuple[Server, SentryStandIn]) -> Server:
    return reporting[0]


@pytest.fixture
def sentry(reporting: tuple[Server, SentryStandIn]) -> SentryStandIn:
    reporting[1].events.clear()
    reporting[1].raw.clear()
    return reporting[1]


def logged(server: Server, words: str, **fields: str) -> list[dict[str, Any]]:
    """The lines of the log that say these words about these things."""
    lines = [json.loads(line) for line in server.log.read_text().splitlines() if line.startswith("{")]
    return [line for line in lines if line["event"] == words and fields.items() <= line.items()]


def told(event: dict[str, Any]) -> str:
    return event["exception"]["values"][0]["value"]


async def test_a_bug_is_told_once_under_the_id_that_the_person_sees(server, sentry, acme):
    async with Browser(server, acme.secrets[Role.OWNER]) as browser:
        await browser.ask(HYDRATE)
        await browser.send(f"{PROBE}.explodes")
        await until(lambda: "Something broke on our side" in str(browser.heard))
        shown = json.loads(browser.forget())
    (event,) = await until(lambda: sentry.events)
    assert event["tags"]["request_id"] in json.dumps(shown)
    assert told(event) == "detail of a bug, met by o***@acme.test"
    assert "owner@acme.test" not in sentry.raw[0]


async def test_what_breaks_in_a_browser_is_told_in_few_words_and_not_without_end(server, sentry, acme):
    words = "TypeError: Cannot read properties of null, said owner@acme.test\n" + "at x.js\n" * 10_000
    async with Browser(server, acme.secrets[Role.OWNER]) as browser:
        for _ in range(40):
            await browser.send(BROKEN_PAGE, {"info": words, "component_stack": ""})
        heard = await browser.answer()
    await until(lambda: len(sentry.events) >= 30)
    assert len(sentry.events) == len(logged(server, "page broke in a browser")) == 30
    assert told(sentry.events[0]).startswith(
        "TypeError: Cannot read properties of null, said o***@acme.test\nat x.js\n"
    )
    assert max(len(sent) for sent in sentry.raw) < 8000
    assert len({event["tags"]["request_id"] for event in sentry.events}) == 30
    assert not any("owner@acme.test" in sent for sent in sentry.raw)
    assert "_call_script" not in heard, "the content security policy would refuse it"


async def test_a_job_that_fails_for_good_is_told_under_the_id_of_the_act(server, sentry, acme):
    async with Browser(server, acme.secrets[Role.OWNER]) as browser:
        await browser.ask(f"{PROBE}.hopes")
    (event,) = await until(lambda: sentry.events)
    (asked,) = logged(server, "event", handler="security.probe.Probe.hopes")
    assert event["tags"] == {"job": "security.hopeless", "request_id": asked["request_id"]}
    assert told(event) == "nothing can be done for o***@acme.test"
    assert "owner@acme.test" not in sentry.raw[0]


async def test_one_id_leads_from_a_click_through_audit_log_and_job_to_the_mail(server, acme, owner):
    handler = f"{InvitingState.__module__.removeprefix('hiveforge.')}.InvitingState.invite"
    async with Browser(server, acme.secrets[Role.OWNER]) as browser:
        await browser.ask(
            f"{InvitingState.get_full_name()}.invite", {"form": {"emails": "pat@example.com", "role": "member"}}
        )
        (clicked,) = await until(lambda: logged(server, "event", handler=handler))  # it goes on in the background
    (mailed,) = await until(lambda: logged(server, "mail sent"))
    audited = owner.execute("select request_id from audit_entries where action = 'organizations.invite'").fetchall()
    job = "select args->>'correlation' from jobs.procrastinate_jobs where task_name = 'mailing.send'"
    assert audited == owner.execute(job).fetchall() == [(clicked["request_id"],)]
    assert mailed["request_id"] == clicked["request_id"]
