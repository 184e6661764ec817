"""The local inbox as tests, scripts and its page read it; where mail is real there is none."""

from uuid import uuid4

import pytest

from hiveforge.core.actor import visitor
from hiveforge.core.errors import NotFound
from hiveforge.core.settings import settings
from hiveforge.features.mailing import service
from hiveforge.gateways.mail import MailMessage
from hiveforge.gateways.mail.inbox import InboxMail


async def deliver(to: str, subject: str = "Hello", html: str = "<p>Hi</p>", text: str = "Hi") -> str:
    message = MailMessage(
        to=to, subject=subject, html=html, text=text, sender="H <h@example.com>", headers={"X-A": "1"}
    )
    return await InboxMail().send(message, idempotency_key=uuid4().hex)


@pytest.fixture
def real_mail(monkeypatch):
    """A provider is configured from here on."""

    def configure() -> None:
        monkeypatch.setenv("RESEND_API_KEY", "re_1")
        settings.cache_clear()

    yield configure
    settings.cache_clear()


async def test_the_newest_message_comes_first(http):
    for to in ("a@example.com", "b@example.com"):
        await deliver(to)
    async with http() as client:
        messages = (await client.get("/inbox/messages")).json()["messages"]
    assert [message["recipient"] for message in messages] == ["b@example.com", "a@example.com"]
    assert messages[0]["headers"] == {"X-A": "1"}


@pytest.mark.parametrize(
    ("search", "found"),
    [("ADA@", 1), ("invitation", 1), ("482913", 1), ("%", 1), ("_", 0), ("nothing", 0), ("", 2), ("\x00", 2)],
)
async def test_search_looks_into_recipient_subject_and_text(http, search, found):
    await deliver("ada@example.com", subject="Your invitation: 100%")
    await deliver("bob@example.com", text="Code 482913")
    async with http() as client:
        answer = await client.get("/inbox/messages", params={"search": search})
    assert len(answer.json()["messages"]) == found


async def test_a_message_is_shown_without_scripts_and_in_our_frame_only(http):
    message = await deliver("ada@example.com", html="<script>alert(1)</script><a href='https://e.co'>x</a>")
    async with http() as client:
        answer = await client.get(f"/inbox/messages/{message}/html")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "sandbox allow-popups" in policy
    assert "allow-scripts" not in policy
    assert "allow-same-origin" not in policy
    assert "frame-ancestors 'self'" in policy
    assert answer.headers["x-frame-options"] == "SAMEORIGIN"
    assert answer.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize("suffix", ["", "/html"])
async def test_an_unknown_message_is_not_found(http, suffix):
    async with http() as client:
        assert (await client.get(f"/inbox/messages/{uuid4()}{suffix}")).status_code == 404


async def test_emptying_leaves_nothing(owner):
    await deliver("ada@example.com")
    await service.empty_inbox(visitor())
    assert await service.list_received(visitor()) == []


async def test_there_is_no_inbox_where_mail_is_real(http, real_mail):
    message = await deliver("ada@example.com")
    real_mail()
    async with http() as client:
        for path in ("", f"/{message}", f"/{message}/html"):
            assert (await client.get(f"/inbox/messages{path}")).status_code == 404
    with pytest.raises(NotFound):
        await service.empty_inbox(visitor())


@pytest.mark.parametrize("form", ["", "/html"])
async def test_missing_and_malformed_messages_are_answered_alike(http, form):
    said = set()
    async with http() as client:
        for message in (str(uuid4()), "x", "%00", "..", "1", "蜂", "x" * 300):
            answer = await client.get(f"/inbox/messages/{message}{form}")
            said.add((answer.status_code, answer.json()["code"], answer.json()["title"]))
    assert said == {(404, "not_found", NotFound().message)}
