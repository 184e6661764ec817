"""Bodies of forms that no browser would send: each is refused in words, none reaches the service or breaks it."""

import pytest

FORM = "application/x-www-form-urlencoded"
PART = b'--x\r\nContent-Disposition: form-data; name="email"%s\r\n\r\nada@acme.test\r\n'
BODIES = {
    "multipart without a boundary": ("multipart/form-data", b"--x\r\n", 400),
    "multipart that never ends": ("multipart/form-data; boundary=x", PART % b"", 422),
    "garbage instead of multipart": ("multipart/form-data; boundary=x", b"\x00\xff" * 50, 400),
    "a file where text belongs": (
        "multipart/form-data; boundary=x",
        PART % b'; filename="evil.exe"' + b"--x--\r\n",
        422,
    ),
    "thousands of fields": ("multipart/form-data; boundary=x", (PART % b"") * 5000 + b"--x--\r\n", 400),
    "no field at all": (FORM, b"", 422),
    "bytes that are no text": (FORM, b"email=%ff%fe&password=%80", 422),
    "JSON that calls itself a form": (FORM, b'{"email": "ada@acme.test"}', 422),
    "another type": ("text/plain", b"email=ada@acme.test", 422),
}


@pytest.mark.parametrize("what", BODIES)
async def test_malformed_form_is_refused_in_words(http, owner, what):
    kind, body, expected = BODIES[what]
    async with http() as client:
        answer = await client.post("/auth/sign-up", content=body, headers={"Content-Type": kind})
    assert (answer.status_code, answer.headers["Content-Type"]) == (expected, "application/problem+json"), answer.text
    assert answer.json()["title"]
    assert owner.execute("select count(*) from challenges").fetchone() == (0,)


async def test_of_a_field_sent_twice_one_counts(http, owner, acme):
    async with http() as client:
        answer = await client.post(
            "/auth/sign-in", content=b"email=a@b.test&email=c@d.test&password=x", headers={"Content-Type": FORM}
        )
    assert (answer.status_code, answer.json()["code"]) == (401, "wrong_credentials")
