import pytest

FORGED = ["short", "x" * 65, "line\\nbreak-abcdefgh", "<script>alert(1)</script>", "-leading-dash", "émoji-abcdefgh"]


async def test_each_request_has_its_own_id_which_the_code_inside_sees(browse):
    async with browse() as client:
        first, second = await client.get("/api/v1/correlation"), await client.get("/api/v1/correlation")
    assert first.json() == first.headers["x-request-id"]
    assert first.headers["x-request-id"] != second.headers["x-request-id"]


async def test_id_of_a_stranger_is_not_taken_over(browse):
    async with browse(x_request_id="chosen-by-a-stranger") as client:
        assert (await client.get("/api/v1/correlation")).headers["x-request-id"] != "chosen-by-a-stranger"


async def test_id_of_a_trusted_proxy_is_taken_over(browse, configure):
    configure(HIVEFORGE_TRUSTED_PROXY_HOPS="1")
    async with browse(x_request_id="0af7651916cd43dd8448eb211c80319c") as client:
        answer = await client.get("/api/v1/correlation")
    assert answer.json() == answer.headers["x-request-id"] == "0af7651916cd43dd8448eb211c80319c"


@pytest.mark.parametrize("forged", FORGED)
async def test_malformed_id_is_not_taken_over_even_from_a_proxy(browse, configure, forged):
    configure(HIVEFORGE_TRUSTED_PROXY_HOPS="1")
    async with browse() as client:
        answer = await client.get("/api/v1/correlation", headers={"x-request-id": forged.encode()})
    assert answer.headers["x-request-id"] not in forged


async def test_websocket_handshake_has_an_id_too(shake_hands):
    assert (await shake_hands()).headers["x-request-id"]
