"""A visitor's request reaches whoever runs the installation: kept once, mailed to each of them, listed and answered."""

import asyncio
import re
from uuid import uuid4

import pytest
from structlog.testing import capture_logs

from hiveforge.core import actor as actors
from hiveforge.core.errors import NotFound, NotSignedIn
from hiveforge.core.settings import DEMO_ADMIN, settings
from hiveforge.features import contact
from hiveforge.features.contact.emails import request as request_email
from hiveforge.features.mailing.emails import render

TYPED = {
    "name": " Ida  Okafor ",
    "email": "Ida@Big.example",
    "company": "Big & Söhne",
    "seats": "1,200",
    "message": "We are many.\r\n\r\nMay we pay by invoice?  ",
}
OPEN = contact.RequestStatus.OPEN
ADMIN = actors.user(uuid4(), name="Root", email=DEMO_ADMIN, platform_admin=True)


@pytest.fixture
def admins(monkeypatch):
    """`admins("a@x.test, b@x.test")` run the installation from here on."""

    def configure(named: str, environment: str = "test") -> None:
        monkeypatch.setenv("HIVEFORGE_PLATFORM_ADMINS", named)
        monkeypatch.setenv("HIVEFORGE_ENVIRONMENT", environment)
        settings.cache_clear()

    yield configure
    monkeypatch.undo()
    settings.cache_clear()


async def post(client, **typed):
    return await client.post("/contact-requests", data=TYPED | typed)


async def companies(**wanted):
    return [row.company for row in (await contact.list_requests(ADMIN, **wanted)).rows]


def mails(owner):
    return owner.execute("select recipient, subject, text from outgoing_mails order by recipient").fetchall()


async def test_a_request_is_kept_and_mailed_to_every_admin(http, owner, admins, audited):
    admins("root@x.test, Boss@x.test")
    answer = await post(http())
    assert (answer.status_code, answer.json()) == (200, {"location": "/contact/sent"})
    kept = owner.execute("select name, email, company, seats, message, answered_at from contact_requests").fetchall()
    assert kept == [
        ("Ida Okafor", "ida@big.example", "Big & Söhne", 1200, "We are many.\n\nMay we pay by invoice?", None)
    ]
    assert [(to, subject) for to, subject, _ in mails(owner)] == [
        (admin, "Big & Söhne wants to talk about 1,200 seats") for admin in ("boss@x.test", "root@x.test")
    ]
    assert audited() == ["contact.ask"]


async def test_the_mail_shows_in_the_local_inbox_without_any_key(http, drain):
    await post(http())
    await drain()
    async with http() as client:
        received = (await client.get("/inbox/messages")).json()["messages"]
    assert [message["recipient"] for message in received] == [DEMO_ADMIN]
    assert "May we pay by invoice?" in received[0]["text"]
    assert received[0]["headers"]["Reply-To"] == "ida@big.example"


async def test_a_browser_without_our_script_is_led_on(http):
    answer = await post(http(Accept="text/html"))
    assert (answer.status_code, answer.headers["location"]) == (303, "/contact/sent")


async def test_a_refused_browser_without_our_script_is_led_back(http):
    client = http(Accept="text/html", Referer=f"{settings().origin}/contact")
    answer = await post(client, email="nobody")
    assert (answer.status_code, answer.headers["location"]) == (303, "/contact?error=invalid")


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("name", "", "Enter your name."),
        ("email", "ida", "Enter an email address like ada@example.com."),
        ("email", "ida@big.example\r\nBcc: all@x.test", "Enter an email address like ada@example.com."),
        ("company", " ", "Enter the name of your company."),
        ("company", "x" * 101, "Use at most 100 characters."),
        ("seats", "", "Enter a number from 1 to 100,000."),
        ("seats", "0", "Enter a number from 1 to 100,000."),
        ("seats", "many", "Enter a number from 1 to 100,000."),
        ("seats", "9" * 5000, "Enter a number from 1 to 100,000."),
        ("message", "\n \n", "Write a few words."),
        ("message", "x" * 4001, "Use at most 4,000 characters."),
    ],
)
async def test_what_is_wrong_is_said_beside_its_field_and_nothing_is_kept(http, owner, field, typed, said):
    answer = await post(http(), **{field: typed})
    assert (answer.status_code, answer.json()["fields"]) == (422, {field: said})
    assert owner.execute("select count(*) from contact_requests").fetchone() == (0,)


async def test_another_site_cannot_send_the_form(http, owner):
    answer = await post(http(Origin="https://evil.example"))
    assert answer.status_code == 403
    assert owner.execute("select count(*) from contact_requests").fetchone() == (0,)


async def test_sent_twice_at_once_it_is_one_request_and_one_mail(http, owner):
    answers = await asyncio.gather(*(post(http()) for _ in range(4)))
    assert {answer.status_code for answer in answers} == {200}
    assert owner.execute("select count(*) from contact_requests").fetchone() == (1,)
    assert len(mails(owner)) == 1


async def test_the_same_words_after_an_answer_are_a_new_request(http, owner):
    await post(http())
    [first] = (await contact.list_requests(ADMIN)).rows
    await contact.mark_answered(ADMIN, first.id)
    await post(http())
    assert (await contact.list_requests(ADMIN)).total == 2
    assert len(mails(owner)) == 2


async def test_requests_from_one_address_are_limited(http, owner):
    codes = [(await post(http(), message=f"Message {n}")).status_code for n in range(11)]
    assert codes == [200] * 10 + [429]
    assert owner.execute("select count(*) from contact_requests").fetchone() == (10,)


async def test_without_any_admin_it_is_kept_and_the_log_says_that_nobody_was_told(owner, admins):
    admins("", environment="production")
    form = contact.ContactForm.model_validate(TYPED)
    with capture_logs() as said:
        await contact.ask(actors.visitor("192.0.2.1"), form)
    assert owner.execute("select count(*) from contact_requests").fetchone() == (1,)
    assert mails(owner) == []
    assert [line["log_level"] for line in said if "nobody told" in line["event"]] == ["warning"]


async def test_admins_list_requests_and_mark_them_as_answered_once(http, owner, audited):
    await post(http(), company="First")
    await post(http(), company="Second")
    assert await companies() == ["Second", "First"]
    second, first = (await contact.list_requests(ADMIN, OPEN)).rows
    await contact.mark_answered(ADMIN, first.id)
    await contact.mark_answered(actors.user(uuid4(), name="Late", platform_admin=True), first.id)
    assert (await contact.list_requests(ADMIN, OPEN)).rows == [second]
    [answered] = (await contact.list_requests(ADMIN, contact.RequestStatus.ANSWERED)).rows
    assert (answered.answered_by, await contact.count_open(ADMIN)) == ("Root", 1)
    assert audited().count("contact.mark_answered") == 1
    for act in (contact.mark_answered, contact.reopen, contact.get_request):
        with pytest.raises(NotFound):
            await act(ADMIN, uuid4())


async def test_an_answer_is_taken_back_once(http, owner, audited):
    await post(http())
    [request] = (await contact.list_requests(ADMIN)).rows
    await contact.mark_answered(ADMIN, request.id)
    for _ in range(2):
        await contact.reopen(ADMIN, request.id)
    assert await contact.get_request(ADMIN, request.id) == request
    assert audited() == ["contact.ask", "contact.mark_answered", "contact.reopen"]


async def test_what_came_again_is_not_opened_beside_it(http):
    await post(http())
    [first] = (await contact.list_requests(ADMIN)).rows
    await contact.mark_answered(ADMIN, first.id)
    await post(http())
    with pytest.raises(contact.OpenAgain):
        await contact.reopen(ADMIN, first.id)
    assert await contact.count_open(ADMIN) == 1


async def test_requests_are_searched_and_come_in_pages(http):
    await post(http(), company="100% Ltd", message="We need SSO.")
    await post(http(), name="Bo Ek", company="Second")
    for search, found in (("0%", ["100% Ltd"]), ("sso", ["100% Ltd"]), ("bo ek", ["Second"]), ("nobody", [])):
        assert await companies(search=search) == found
    page = await contact.list_requests(ADMIN, offset=1, limit=1)
    assert ([row.company for row in page.rows], page.total) == (["100% Ltd"], 2)


async def test_nobody_else_reads_or_answers_them(acme, http):
    await post(http())
    for stranger, refusal in ((actors.visitor(), NotSignedIn), (acme.owner, NotFound)):
        for act in (
            contact.list_requests(stranger),
            contact.count_open(stranger),
            contact.get_request(stranger, uuid4()),
            contact.mark_answered(stranger, uuid4()),
            contact.reopen(stranger, uuid4()),
        ):
            with pytest.raises(refusal):
                await act


def test_the_mail_answers_to_the_visitor_and_runs_nothing_of_theirs():
    form = contact.ContactForm.model_validate(TYPED | {"company": "<b>Big</b>", "message": "<script>x</script>\nTwo"})
    shown = render(request_email(form))
    assert "<script>" not in shown.html
    assert "<b>Big</b>" not in shown.html
    assert re.search(r'href="mailto:ida@big\.example\?subject=', shown.html)
    assert "Two" in shown.text.splitlines()
