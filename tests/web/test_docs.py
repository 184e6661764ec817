import re
from html.parser import HTMLParser


class Sources(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.inline: list[str] = []

    def handle_starttag(self, tag, attrs):
        named = dict(attrs)
        self.found += [value for name in ("src", "href") if (value := named.get(name))]
        self.inline += [name for name in named if name.startswith("on") or name == "style"]
        if tag == "style" or (tag == "script" and "src" not in named):
            self.inline.append(tag)


async def test_documentation_loads_from_this_server_alone_and_runs_nothing_inline(browse):
    async with browse() as client:
        page = await client.get("/api/docs")
        sources = Sources()
        sources.feed(page.text)
        answers = {source: await client.get(source) for source in sources.found if source != "/favicon.svg"}
    assert not sources.inline
    assert len(answers) == 3
    assert all(source.startswith("/") and not source.startswith("//") for source in sources.found)
    assert {answer.status_code for answer in answers.values()} == {200}
    assert "script-src 'self';" in page.headers["content-security-policy"]
    stylesheet = next(answer.text for source, answer in answers.items() if source.endswith(".css"))
    linked = re.findall(r"url\(\s*['\"]?([^'\")]+)", stylesheet)
    assert all(address.startswith("data:") for address in linked)


async def test_documentation_files_are_kept_forever_and_packed(browse):
    async with browse() as client:
        page = await client.get("/api/docs")
        (bundle,) = re.findall(r'src="(/api/docs/[^"]+bundle\.js)"', page.text)
        answer = await client.get(bundle, headers={"accept-encoding": "gzip"})
        plain = await client.get(bundle, headers={"accept-encoding": "identity"})
        missing = await client.get(bundle.replace("bundle", "../../app"))
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.content == plain.content
    assert missing.status_code == 404


async def test_description_names_every_operation_and_its_problems(browse):
    async with browse() as client:
        described = (await client.get("/api/openapi.json")).json()
    assert described["openapi"].startswith("3.1")
    assert set(described["paths"]) >= {"/api/v1/things", "/api/v1/things/{name}"}
    operation = described["paths"]["/api/v1/things"]["post"]
    assert operation["operationId"] == "things_make"
    assert "application/problem+json" in operation["responses"]["default"]["content"]
    assert "422" not in operation["responses"]
