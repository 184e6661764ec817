"""The demo model's process: one for all who ask, held to its bounds, gone with those who need it."""

import asyncio
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import aclosing
from pathlib import Path

import psutil
import pytest
from demo_weights import demo_weights

from hiveforge.core.settings import PROJECT, settings
from hiveforge.gateways.llm import Failed, Llm, LlmRequest, Message, ModelUnavailable, Role, Stopped, Text
from hiveforge.gateways.llm.demo import DemoProvider
from hiveforge.gateways.llm.patience import Patience
from hiveforge.sandbox import llm as sandbox

SECONDS_TO_END = 10
PATIENT = Patience(first=60, silence=60, answer=100, first_wait=0.2)
ASKED = LlmRequest(messages=(Message(Role.USER, "Say hello, and then count to a hundred in words."),))
JOIN = """
import asyncio, sys, time
from pathlib import Path
from hiveforge.sandbox import llm as sandbox
print(asyncio.run(sandbox.endpoint(sandbox.Home(Path(sys.argv[1])))).url, flush=True)
time.sleep(60)
"""
pytestmark = pytest.mark.xdist_group("demo model")


@pytest.fixture
def home(tmp_path: Path) -> Iterator[sandbox.Home]:
    demo_weights()
    made = sandbox.home_of(tmp_path)
    yield made
    sandbox.leave(made)
    assert ended(made)


@pytest.fixture
def join(home: sandbox.Home) -> Iterator[Callable[[], subprocess.Popen[str]]]:
    """Another process that uses the server."""
    started: list[subprocess.Popen[str]] = []

    def start() -> subprocess.Popen[str]:
        command = [sys.executable, "-c", JOIN, str(home.directory)]
        started.append(subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


@pytest.fixture
def llm(home: sandbox.Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Llm]:
    """The gateway as the product uses it, with this test's server."""
    monkeypatch.setenv("HIVEFORGE_DATA_DIRECTORY", str(tmp_path))
    settings.cache_clear()
    yield Llm([DemoProvider()], PATIENT)
    monkeypatch.undo()
    settings.cache_clear()


def servers(home: sandbox.Home) -> list[psutil.Process]:
    mark = ["hiveforge.sandbox.llm.server", str(home.directory)]
    return [one for one in psutil.process_iter(["cmdline"]) if (one.info["cmdline"] or [])[2:4] == mark]


def ended(home: sandbox.Home) -> bool:
    give_up = time.monotonic() + SECONDS_TO_END
    while servers(home) and time.monotonic() < give_up:
        time.sleep(0.1)
    return not servers(home)


async def test_all_who_ask_at_once_share_one_server(home, join):
    others = [join() for _ in range(3)]
    ours = {(await sandbox.endpoint(home)).url for _ in range(3)}
    theirs = {await asyncio.to_thread(other.stdout.readline) for other in others}
    assert {url.strip() for url in theirs} == ours
    assert len(servers(home)) == 1


async def test_it_is_gone_after_the_last_of_them_was_killed(home, join):
    first, second = join(), join()
    for process in (first, second):
        await asyncio.to_thread(process.stdout.readline)
    first.kill()
    first.wait()
    await asyncio.sleep(2)
    assert len(servers(home)) == 1
    second.kill()
    assert ended(home)


async def test_it_ends_when_nobody_asks_and_starts_again_when_somebody_does(home):
    before = await sandbox.endpoint(home, idle_seconds=1)
    assert ended(home)
    after = await sandbox.endpoint(home)
    assert after.key != before.key
    assert len(servers(home)) == 1


async def test_it_is_bounded_and_knows_no_secrets(home, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-1")
    await sandbox.endpoint(home)
    [server] = servers(home)
    assert server.rlimit(psutil.RLIMIT_DATA) == (512 << 20, 512 << 20)
    assert not {"OPENAI_API_KEY", "DATABASE_URL", "HIVEFORGE_SECRET_KEY"} & server.environ().keys()


async def test_only_its_user_can_read_where_it_listens(home):
    endpoint = await sandbox.endpoint(home)
    assert endpoint.url.startswith("http://127.0.0.1:")
    assert stat.S_IMODE(home.directory.stat().st_mode) == 0o700
    assert stat.S_IMODE((home.directory / "endpoint.json").stat().st_mode) == 0o600


async def test_long_prompts_on_all_its_places_stay_within_its_memory(home, llm):
    prompts = (Message(Role.USER, f"{word} " * 250) for word in ("bees", "honey"))
    long = [LlmRequest(messages=(prompt,), max_output_tokens=8) for prompt in prompts]
    answers = await asyncio.gather(*(read(llm, asked) for asked in long))
    assert all(isinstance(events[-1], Stopped) for events in answers)
    [server] = servers(home)
    assert server.memory_info().rss < 512 << 20
    await llm.close()


async def test_a_killed_server_breaks_its_answer_off_and_the_next_question_starts_another(home, llm):
    events = []
    async with aclosing(llm.stream(ASKED)) as told:
        async for event in told:
            events.append(event)
            if isinstance(event, Text) and len(events) == 4:
                servers(home)[0].kill()
    assert isinstance(events[-1], Failed)
    assert isinstance(events[-1].error, ModelUnavailable)
    assert isinstance((await read(llm, ASKED))[-1], Stopped)
    await llm.close()


async def test_an_idle_server_that_was_killed_is_not_noticed_by_who_asks_next(home, llm):
    assert isinstance((await read(llm, ASKED))[-1], Stopped)
    servers(home)[0].kill()
    assert isinstance((await read(llm, ASKED))[-1], Stopped)
    await llm.close()


async def test_weights_that_are_none_are_told_at_once(home, tmp_path):
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(b"not a model")
    with pytest.raises(sandbox.CannotStart):
        await sandbox.endpoint(home, model=broken)
    assert servers(home) == []


async def test_a_server_that_cannot_start_is_an_unavailable_model(llm, tmp_path):
    (tmp_path / "llm").write_text("in the way")
    [failed] = await read(llm, ASKED)
    assert isinstance(failed.error, ModelUnavailable)


async def read(llm: Llm, asked: LlmRequest) -> list:
    async with aclosing(llm.stream(asked)) as events:
        return [event async for event in events]
