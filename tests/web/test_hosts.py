import pytest

from hiveforge.web.proxies import client_address, forwarded, is_this_machine


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "evil.example:8000", "localhost@evil.example", "localhost/x", "",
             "[half", "localhost:port"],
)  # fmt: skip
async def test_request_for_another_host_is_refused(browse, host):
    async with browse() as client:
        answer = await client.get("/", headers={"host": host})
    assert (answer.status_code, answer.json()["code"]) == (421, "wrong_host")


@pytest.mark.parametrize("host", ["localhost:8000", "LOCALHOST:8000", "127.0.0.1:8000", "[::1]:8000", "localhost"])
async def test_every_name_of_this_machine_answers_in_development(browse, host):
    async with browse() as client:
        assert (await client.get("/", headers={"host": host})).status_code == 200


async def test_deployed_server_answers_to_its_own_name_only(browse, configure):
    configure(HIVEFORGE_ORIGIN="https://app.example.com")
    async with browse() as client:
        assert (await client.get("/", headers={"host": "app.example.com"})).status_code == 200
        assert (await client.get("/", headers={"host": "localhost:8000"})).status_code == 421


async def test_forwarded_host_is_never_believed(browse, configure):
    configure(HIVEFORGE_TRUSTED_PROXY_HOPS="1")
    async with browse() as client:
        answer = await client.get("/", headers={"host": "evil.example", "x-forwarded-host": "localhost:8000"})
    assert answer.status_code == 421


async def test_probes_may_ask_by_address(browse):
    async with browse() as client:
        assert (await client.get("/healthz", headers={"host": "10.0.0.7:8000"})).status_code == 200


async def test_websocket_for_another_host_is_refused(shake_hands):
    assert (await shake_hands(host="evil.example")).status == 421


async def seen(peer: str, *headers: tuple[str, str]) -> tuple[str, str, bool]:
    found = {}

    async def app(scope, receive, send):
        found.update(address=client_address(scope), scheme=scope["scheme"], here=is_this_machine(scope))

    raw = [(name.encode(), value.encode()) for name, value in headers]
    scope = {"type": "http", "client": (peer, 1), "scheme": "http", "headers": raw}
    await forwarded(app)(scope, None, None)
    return found["address"], found["scheme"], found["here"]


async def test_forwarding_headers_are_ignored_without_trusted_proxies():
    given = [("x-forwarded-for", "9.9.9.9"), ("x-forwarded-proto", "https")]
    assert await seen("127.0.0.1", *given) == ("127.0.0.1", "http", False)
    assert await seen("127.0.0.1") == ("127.0.0.1", "http", True)


@pytest.mark.parametrize(
    ("hops", "written", "address"),
    [
        ("1", ["1.1.1.1"], "1.1.1.1"),
        ("1", ["6.6.6.6, 1.1.1.1"], "1.1.1.1"),
        ("2", ["6.6.6.6, 1.1.1.1, 2.2.2.2"], "1.1.1.1"),
        ("2", ["6.6.6.6, 1.1.1.1", "2.2.2.2"], "1.1.1.1"),
        ("2", ["1.1.1.1"], "10.0.0.1"),
        ("1", ["nonsense"], "10.0.0.1"),
        ("1", ["[2001:db8::1]:443"], "2001:db8::1"),
        ("1", ["::ffff:1.2.3.4"], "1.2.3.4"),
        ("1", ["1.2.3.4:5678"], "1.2.3.4"),
    ],
)
async def test_only_as_many_proxies_are_believed_as_configured(configure, hops, written, address):
    configure(HIVEFORGE_TRUSTED_PROXY_HOPS=hops)
    headers = [("x-forwarded-for", line) for line in written] + [("x-forwarded-proto", "https")]
    assert await seen("10.0.0.1", *headers) == (address, "https", False)
