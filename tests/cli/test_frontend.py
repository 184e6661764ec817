"""Pages are built when their sources changed, once, and no server ever sees half a build. A stand-in plays `reflex export`."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from hiveforge.cli import frontend
from hiveforge.cli.frontend import BuildFailed, build_if_changed
from hiveforge.core.settings import PROJECT, Settings

PLANS = "hiveforge/features/plans/schemas/plans.toml"  # the pricing page is made of it
EXPORT = """
import os, pathlib, sys, time
web, project = pathlib.Path(os.environ["REFLEX_WEB_WORKDIR"]), pathlib.Path.cwd()
client = web / "build" / "client"
client.mkdir(parents=True)
(client / "half").write_text("")
print("export begins", flush=True)
with (project / "exports").open("a") as count:
    count.write("x")
source = (project / "hiveforge" / "page.py").read_text()
if source == "broken":
    sys.exit("SyntaxError in page.py")
if source == "slow":
    time.sleep(60)
time.sleep(0.3)
(client / "index.html").write_text(source)
"""

BUILD = """
import sys
from pathlib import Path
from hiveforge.cli import frontend
from hiveforge.core.settings import Settings
frontend.PROJECT = Path(sys.argv[1])
print(frontend.build_if_changed(Settings()), flush=True)
"""


PAGES = """
import gc, json
gc.disable()
import hiveforge.hiveforge
from reflex_base.registry import RegistrationContext
for build, said in RegistrationContext.ensure_context().decorated_pages:
    page = build()
    parts = [page.render(), page._get_all_custom_code(), page._get_all_hooks(), {**said, "on_load": ""}]
    print(json.dumps(parts, default=str, sort_keys=True))
"""
# Another value for every setting whose change builds nothing.
OTHERWISE = {
    "HIVEFORGE_HOST": "127.0.0.2", "HIVEFORGE_WORKER_IN_WEB": "true", "HIVEFORGE_LOG_JSON": "true", "REDIS_URL": "redis://r",
    "HIVEFORGE_WEB_PROCESSES": "2", "HIVEFORGE_SECRET_KEY": "x" * 40, "HIVEFORGE_METRICS_TOKEN": "token",
    "HIVEFORGE_LOG_LEVEL": "ERROR", "HIVEFORGE_ARGON2_MEMORY_KIB": "128", "DATABASE_URL": "postgresql://other/db",
    "HIVEFORGE_WEB_DATABASE_URL": "postgresql://web/db", "HIVEFORGE_SYSTEM_DATABASE_URL": "postgresql://system/db",
    "HIVEFORGE_DATA_DIRECTORY": "/elsewhere", "PORT": "8001", "HIVEFORGE_ORIGIN": "http://localhost:8000",
    "STRIPE_SECRET_KEY": "sk_test_1", "STRIPE_WEBHOOK_SECRET": "whsec_1", "HIVEFORGE_BILLING_GRACE_DAYS": "3",
    "HIVEFORGE_PLATFORM_ADMINS": "root@people.test", "HIVEFORGE_DEMO_MODEL": "false",
    "OPENAI_API_KEY": "sk-1", "OPENAI_BASE_URL": "https://models.test/v1", "OPENAI_MODELS": "a, b, c",
    "OPENAI_EMBEDDING_MODEL": "e", "ANTHROPIC_API_KEY": "sk-2", "ANTHROPIC_BASE_URL": "https://others.test",
    "ANTHROPIC_MODELS": "d, e, f", "HIVEFORGE_LLM_ORDER": "anthropic, openai", "HIVEFORGE_LLM_FIRST_SECONDS": "1",
    "HIVEFORGE_LLM_SILENCE_SECONDS": "1", "HIVEFORGE_LLM_ANSWER_SECONDS": "1",
}  # fmt: skip


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(frontend, "PROJECT", tmp_path)
    (tmp_path / "reflex").mkdir()
    (tmp_path / "reflex" / "__init__.py").write_text("")
    (tmp_path / "reflex" / "__main__.py").write_text(EXPORT)
    (tmp_path / "hiveforge").mkdir()
    (tmp_path / "hiveforge" / "page.py").write_text("first")
    return tmp_path


@pytest.fixture
def write(project: Path) -> Callable[[str], int]:
    return (project / "hiveforge" / "page.py").write_text


def found(**changes: object) -> Settings:
    return Settings(**changes)  # pyright: ignore[reportCallIssue, reportArgumentType]


def exports(project: Path) -> int:
    return len((project / "exports").read_text())


def page(build: Path) -> str:
    return (build / "build" / "client" / "index.html").read_text()


def test_unchanged_sources_are_not_built_again(project: Path) -> None:
    first = build_if_changed(found())
    assert page(first) == "first"
    assert build_if_changed(found()) == first
    assert exports(project) == 1


def test_changed_source_is_built_and_the_served_build_stays(project: Path, write: Callable[[str], int]) -> None:
    first = build_if_changed(found())
    write("second")
    second = build_if_changed(found())
    assert (page(first), page(second)) == ("first", "second")
    write("first")
    assert build_if_changed(found()) == first
    assert exports(project) == 2


def test_assets_configuration_and_plans_count_as_sources(project: Path) -> None:
    builds = {build_if_changed(found())}
    (project / PLANS).parent.mkdir(parents=True)
    (project / PLANS).write_text("")
    builds.add(build_if_changed(found()))
    (project / "assets").mkdir()
    (project / "assets" / "theme.css").write_text("")
    builds.add(build_if_changed(found()))
    (project / "rxconfig.py").write_text("")
    builds.add(build_if_changed(found()))
    assert len(builds) == 4
    assert (PROJECT / PLANS).exists()


def test_origin_is_part_of_the_pages_and_the_database_is_not(project: Path) -> None:
    first = build_if_changed(found(origin="http://localhost:1"))
    assert build_if_changed(found(origin="http://localhost:1", database_url="postgresql://other", port=9)) == first
    assert build_if_changed(found(origin="http://localhost:2")) != first


def test_no_page_depends_on_a_setting_whose_change_builds_nothing() -> None:
    before, after, other = pages({}), pages(OTHERWISE), pages({"HIVEFORGE_ORIGIN": "http://elsewhere.test"})
    assert len(before) > 20
    assert before == after
    assert before != other, "what is compared would show a difference"
    names = {name.lower().removeprefix("hiveforge_") for name in OTHERWISE} - {"origin"}
    assert names == frontend.RUN_TIME_SETTINGS


def test_failed_build_shows_its_output_and_publishes_nothing(project: Path, write: Callable[[str], int]) -> None:
    write("broken")
    with pytest.raises(BuildFailed, match=r"SyntaxError in page\.py"):
        build_if_changed(found())
    assert published(project) == []
    write("mended")
    assert page(build_if_changed(found())) == "mended"


def test_killed_build_publishes_nothing(project: Path, write: Callable[[str], int]) -> None:
    write("slow")
    builder = subprocess.Popen([sys.executable, "-c", BUILD, str(project)], start_new_session=True)
    while not (project / "exports").exists():
        assert builder.poll() is None
    builder.send_signal(signal.SIGTERM)
    builder.wait()
    assert published(project) == []
    export = orphan(project)
    os.kill(export, signal.SIGKILL)
    write("fast")
    assert page(build_if_changed(found())) == "fast"


def test_two_builds_at_once_are_one(project: Path) -> None:
    builders = [
        subprocess.Popen([sys.executable, "-c", BUILD, str(project)], stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    answers = {builder.communicate(timeout=30)[0].splitlines()[-1] for builder in builders}
    assert len(answers) == 1
    assert exports(project) == 1


def test_old_builds_are_removed(project: Path, write: Callable[[str], int]) -> None:
    builds = []
    for text in "abcde":
        write(text)
        builds.append(build_if_changed(found()))
    assert [build.exists() for build in builds] == [False, False, True, True, True]


def pages(changes: dict[str, str]) -> list[str]:
    """Every page as it would be built with other settings."""
    environment = {**os.environ, "PYTHONHASHSEED": "0", **changes}
    answer = subprocess.run([sys.executable, "-c", PAGES], env=environment, capture_output=True, text=True, check=True)
    return [line for line in answer.stdout.splitlines() if line.startswith("[")]


def published(project: Path) -> list[str]:
    return [path.name for path in project.glob(".web-built/*") if (path / "build").exists()]


def orphan(project: Path) -> int:
    """The export that outlived its builder."""
    import psutil

    [export] = [
        each.pid
        for each in psutil.process_iter(["cmdline", "cwd"])
        if each.info["cwd"] == str(project) and "reflex" in (each.info["cmdline"] or [])
    ]
    return export


def test_a_build_that_changes_no_package_leaves_the_list_of_packages_alone(tmp_path, monkeypatch):
    """Or the second start would see a changed source and build again."""
    listed = tmp_path / "reflex.lock" / "package.json"
    listed.parent.mkdir()
    listed.write_text('{\n  "react": "19.3.1"\n}')
    monkeypatch.setattr(frontend, "PROJECT", tmp_path)
    with frontend.package_list_kept():
        listed.write_text('{"react": "19.3.1"}')
    assert listed.read_text() == '{\n  "react": "19.3.1"\n}'
    with frontend.package_list_kept():
        listed.write_text('{"react": "20.0.0"}')
    assert listed.read_text() == '{"react": "20.0.0"}'
