from signing import sign_up


async def test_new_person_is_in_after_typing_the_mailed_code(browser, mailbox):
    flow = await sign_up(browser, next="/o/acme?tab=2")
    answer = await browser.post("/auth/verify", data={"flow": flow, "code": mailbox.code("pat@acme.test")})
    assert (answer.status_code, answer.json()) == (200, {"location": "/welcome?next=/o/acme%3Ftab%3D2"})
    me = await browser.get("/api/v1/me")
    assert me.json()["email"] == "pat@acme.test"
    assert me.json()["name"] == "Pat Example"
