"""What `make test` runs, part by part, with the time each part took. Goes on after a part that fails; ends with 1 then.

A few tests that failed in a browser, or with a whole product that the command line starts, run once more by themselves: a busy
machine makes those late. Both are told, and who fails twice has failed. Whatever else fails has failed.

With HIVEFORGE_TEST_SERVER only the tests that use it: the checks and the journeys would say the same again.
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from ensure_browser import ensure_browser

PROJECT = Path(__file__).resolve().parents[1]
PYTEST = (sys.executable, "-m", "pytest", "-q", "--durations=5", "--cache-clear")
LAST_FAILED = PROJECT / ".pytest_cache" / "v" / "cache" / "lastfailed"
MOST_ONCE_MORE = 5

WORKERS = str(min(os.cpu_count() or 2, 4))
SIDE_BY_SIDE = ("-n", WORKERS, "--dist", "loadgroup")

# Each drives a browser, which leaves an event loop running, so each gets a process of its own. Every worker of it builds
# the pages for its own address and serves them for its whole run.
ALONE = ("tests/journeys",)
IN_A_BROWSER = (*ALONE, "tests/ui")
LATE_WHEN_BUSY = (*IN_A_BROWSER, "tests/cli", "tests/embedded")
CHECKED_ALREADY = "tests/architecture"


def main() -> int:
    """Run all parts."""
    chromium, missing = _browser()
    # Hundreds of processes import the product: none of them is to compile it anew.
    environment = {**os.environ, "CHROMIUM": chromium, "PYTHONDONTWRITEBYTECODE": ""}
    alone = [path for path in ALONE if (PROJECT / path).exists()]
    left_out = IN_A_BROWSER if missing else alone
    elsewhere = [f"--ignore={path}" for path in (*left_out, CHECKED_ALREADY)]
    parts: dict[str, tuple[str, ...]] = {"tests": (*PYTEST, "tests", *SIDE_BY_SIDE, *elsewhere)}
    if not os.environ.get("HIVEFORGE_TEST_SERVER"):
        check = (str(Path(sys.executable).with_name("hiveforge")), "check")
        parts = {"check": check} | parts
        if not missing:
            parts |= {Path(path).name: (*PYTEST, path, *SIDE_BY_SIDE) for path in alone}
    results: dict[str, tuple[bool, float]] = {}
    for name, command in parts.items():
        print(f"\n== {name} ==", flush=True)
        started = time.monotonic()
        ended = subprocess.run(command, cwd=PROJECT, env=environment, check=False).returncode
        passed = ended == 0 or (command[:3] == PYTEST[:3] and ended == 1 and _passes_alone(environment))
        results[name] = passed, time.monotonic() - started
    if missing:
        print(f"\n== browser ==\nNot run: {', '.join(IN_A_BROWSER)}. {missing}")
        results["browser"] = False, 0.0
    print("\nSummary")
    for name, (passed, seconds) in results.items():
        print(f"  {'ok  ' if passed else 'FAIL'} {name:<10} {seconds:6.1f} s")
    return int(not all(passed for passed, _ in results.values()))


def _passes_alone(environment: dict[str, str]) -> bool:
    """Whether the few that have failed pass on their own, when all of them may be late on a busy machine."""
    failed = sorted(json.loads(LAST_FAILED.read_text()))
    if len(failed) > MOST_ONCE_MORE or not all(test.startswith(LATE_WHEN_BUSY) for test in failed):
        return False
    print(f"\nOnce more, by themselves: {', '.join(failed)}", flush=True)
    alone = (sys.executable, "-m", "pytest", "-q", *failed, "-n", "1")
    return subprocess.run(alone, cwd=PROJECT, env=environment, check=False).returncode == 0


def _browser() -> tuple[str, str]:
    """Where Chromium is; or nothing, and what to do about it: what needs no browser is tested all the same."""
    try:
        return ensure_browser(), ""
    except SystemExit as missing:
        return "", str(missing)


if __name__ == "__main__":
    sys.exit(main())
