from collections.abc import AsyncIterator

from hiveforge.web.body_limit import MEBIBYTE


async def chunks(total: int, taken: list[int]) -> AsyncIterator[bytes]:
    for _ in range(total // 65536):
        taken.append(65536)
        yield b"x" * 65536


async def test_declared_large_body_is_refused_unread(browse):
    taken: list[int] = []
    headers = {"content-type": "application/json", "content-length": str(64 * MEBIBYTE)}
    async with browse() as client:
        answer = await client.post("/api/v1/things", content=chunks(64 * MEBIBYTE, taken), headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert sum(taken) == 0
    assert answer.headers["connection"] == "close"


async def test_undeclared_large_body_is_refused_when_it_passes_the_limit(browse):
    taken: list[int] = []
    async with browse() as client:
        answer = await client.post(
            "/api/v1/things", content=chunks(64 * MEBIBYTE, taken), headers={"content-type": "application/json"}
        )
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")
    assert sum(taken) <= MEBIBYTE + 2 * 65536
    assert answer.headers["connection"] == "close"


async def test_body_up_to_the_limit_is_read(browse):
    name = "x" * (MEBIBYTE - len('{"name":"","size":1}'))
    async with browse() as client:
        fits = await client.post("/api/v1/things", json={"name": name, "size": 1})
        over = await client.post("/api/v1/things", json={"name": name + "x", "size": 1})
    assert (fits.status_code, over.status_code) == (200, 413)


async def test_nonsense_length_is_refused(browse):
    async with browse() as client:
        for length in ("-1", "1e3", "٣", "0x10"):
            answer = await client.post("/auth/sign-in", headers={"content-length": length.encode()})
            assert (answer.status_code, answer.json()["code"]) == (400, "malformed")
