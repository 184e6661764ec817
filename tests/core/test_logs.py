"""What the log says, read from the stream that it is written to."""

import asyncio
import io
import json
import logging
from collections.abc import Callable, Iterator

import pytest
import structlog

from hiveforge.core import logs
from hiveforge.core.settings import Environment, settings

Lines = Callable[[], list[dict]]


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    handlers = root.handlers[:]
    yield io.StringIO()
    logs.configure_logging(settings())
    root.handlers[:] = handlers


@pytest.fixture
def lines(stream: io.StringIO) -> Lines:
    logs.configure_logging(settings().model_copy(update={"log_json": True, "log_level": "INFO"}), stream=stream)
    return lambda: [json.loads(line) for line in stream.getvalue().splitlines()]


@pytest.fixture
def readable(stream: io.StringIO) -> io.StringIO:
    logs.configure_logging(settings().model_copy(update={"log_json": False, "log_level": "INFO"}), stream=stream)
    return stream


log = structlog.get_logger("hiveforge.test")


def fail(message: str) -> None:
    raise ValueError(message)


@pytest.mark.parametrize(
    "name",
    ["password", "new_password", "token", "resetToken", "refresh-token", "code", "verification_code", "Cookie",
     "set-cookie", "Authorization", "client_secret", "api_key", "apikey", "recovery_codes", "SENTRY_DSN", "otp"],
)  # fmt: skip
def test_secret_is_never_written_whatever_holds_it(lines, name):
    log.info("signing in", **{name: "hunter2"}, headers={name: "hunter2"}, many=[{name: "hunter2"}])
    (line,) = lines()
    assert "hunter2" not in json.dumps(line)
    assert line[name] == "[redacted]"


@pytest.mark.parametrize("name", ["status_code", "input_tokens", "encoded", "postcode_area", "secretary"])
def test_harmless_name_is_not_taken_for_a_secret(lines, name):
    log.info("done", **{name: 200})
    assert lines()[0][name] == 200


@pytest.mark.parametrize(
    "text",
    ["to ada.lovelace@example.com now", "postgresql://web:ada.lovelace@db/x", "GET /reset?token=ada.lovelace&x=1",
     "Authorization: Bearer ada.lovelace-1234", "password=ada.lovelace", "<ada.lovelace@mail.example.co.uk>"],
)  # fmt: skip
def test_secrets_and_people_in_free_text_are_masked(lines, text):
    log.info(text, detail=text)
    logging.getLogger("some.library").warning("it said %s", text)
    written = json.dumps(lines())
    assert "lovelace" not in written


def test_traceback_is_kept_and_masked(lines):
    try:
        fail("no user ada.lovelace@example.com")
    except ValueError:
        log.exception("failed")
    (line,) = lines()
    assert "ValueError: no user a***@example.com" in line["exception"]
    assert 'File "' in line["exception"]


@pytest.mark.parametrize("break_", ["\n", "\r\n", "\r", "\u2028", "\x1b[2K", "\x85"])
def test_stranger_cannot_forge_a_line(readable, break_):
    event = f"unknown user{break_}2026-01-01 [info] forged"
    log.info(event, name=f"x{break_}[info] forged")
    logging.getLogger("some.library").warning("unknown user%s2026-01-01 [info] forged", break_)
    try:
        fail(f"x{break_}2026-01-01 [info] forged")
    except ValueError:
        log.exception("failed")
    written = readable.getvalue()
    assert not [line for line in written.splitlines() if line.startswith(("2026-01-01", "[info]"))]
    assert "\x1b[2K" not in written


def test_libraries_and_we_write_through_one_pipeline(lines):
    with logs.correlated("a-correlation"):
        log.info("ours")
        logging.getLogger("reflex.app").warning("reflex")
        logging.getLogger("_granian.workers").warning("granian")
        logging.getLogger("procrastinate.jobs").warning("procrastinate")
        logging.getLogger("sqlalchemy.pool").warning("sqlalchemy")
    assert [line["event"] for line in lines()] == ["ours", "reflex", "granian", "procrastinate", "sqlalchemy"]
    assert {line["request_id"] for line in lines()} == {"a-correlation"}
    assert all(line["level"] and line["timestamp"].endswith("Z") and line["logger"] for line in lines())


def test_library_that_set_up_its_own_log_is_brought_in(stream):
    own = io.StringIO()
    library = logging.getLogger("_granian")
    library.addHandler(logging.StreamHandler(own))
    library.propagate = False
    library.setLevel(logging.CRITICAL + 1)
    logs.configure_logging(settings().model_copy(update={"log_json": True}), stream=stream)
    library.error("worker died")
    assert json.loads(stream.getvalue())["event"] == "worker died"
    assert own.getvalue() == ""


def test_configuring_twice_writes_each_line_once(lines, stream):
    logs.configure_logging(settings().model_copy(update={"log_json": True}), stream=stream)
    logging.getLogger("x").error("once")
    assert len(lines()) == 1


def test_what_sqlalchemy_says_of_each_mapper_is_no_news(stream):
    logs.configure_logging(settings().model_copy(update={"log_json": True, "log_level": "INFO"}), stream=stream)
    logging.getLogger("sqlalchemy.orm.mapper.Mapper").info("initialize prop id")
    assert stream.getvalue() == ""


def test_level_is_obeyed_by_us_and_by_libraries(stream):
    logs.configure_logging(settings().model_copy(update={"log_json": True, "log_level": "WARNING"}), stream=stream)
    log.info("quiet")
    logging.getLogger("x").info("quiet")
    log.warning("loud")
    assert len(stream.getvalue().splitlines()) == 1


def test_production_writes_json_without_being_asked(stream):
    made = settings().model_copy(update={"environment": Environment.PRODUCTION, "log_level": "INFO"})
    logs.configure_logging(made, stream=stream)
    log.info("hello", size=3)
    assert json.loads(stream.getvalue())["size"] == 3


async def test_each_task_has_its_own_correlation():
    async def work(correlation: str) -> tuple[str, str]:
        bound = logs.bind_correlation(correlation)
        await asyncio.sleep(0)
        return bound, logs.current_correlation()

    seen = await asyncio.gather(work("first-id"), work("second-id"), work(""))
    assert seen[:2] == [("first-id", "first-id"), ("second-id", "second-id")]
    assert seen[2][0] == seen[2][1] != ""
    assert logs.current_correlation() == ""


def test_correlation_ends_with_its_block():
    with logs.correlated("outer-id"):
        with logs.correlated() as inner:
            assert logs.current_correlation() == inner
        assert logs.current_correlation() == "outer-id"
    assert logs.current_correlation() == ""
