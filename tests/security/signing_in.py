"""Signing in to a running server through its form."""

from http.cookies import SimpleCookie

import httpx
from security.server import Server

PASSWORD = "heron carries lanterns"


async def sign_in(
    server: Server, password: str, *, cookie: str = "", next_page: str = "", **headers: str
) -> httpx.Response:
    """The answer to the owner of acme, who signs in with this password, from a browser with this cookie."""
    said = {"Cookie": cookie} if cookie else {}
    form = {"email": "owner@acme.test", "password": password, "next": next_page}
    async with server.http(**said, **headers) as http:
        return await http.post("/auth/sign-in", data=form)


def secret_of(server: Server, answer: httpx.Response) -> str:
    """The session that an answer opens."""
    jar = SimpleCookie("; ".join(line.partition(";")[0] for line in answer.headers.get_list("set-cookie")))
    return jar[server.cookie].value
