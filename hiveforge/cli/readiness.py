"""Wait until a server answers that it can work."""

import time
import urllib.error
import urllib.request

import click

from hiveforge.core.settings import Settings

from .processes import Program

SECONDS_TO_BECOME_READY = 60


def wait_until_ready(program: Program, found: Settings, seconds: float = SECONDS_TO_BECOME_READY) -> None:
    """Return when /readyz says so. Ends the command when the server ends before, or does not get there in time."""
    give_up = time.monotonic() + seconds
    answer = ""
    while program.running and time.monotonic() < give_up:
        ready, answer = ask_whether_ready(found)
        if ready:
            return
        time.sleep(0.1)
    if not program.running:
        raise click.ClickException("The server ended before it was ready; its last words are above.")
    raise click.ClickException(f"The server was not ready after {seconds:.0f} seconds. It says: {answer}")


def ask_whether_ready(found: Settings) -> tuple[bool, str]:
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(found.host, found.host)  # noqa: S104
    address = f"http://{f'[{host}]' if ':' in host else host}:{found.port}/readyz"
    request = urllib.request.Request(address, headers={"Host": found.origin.partition("://")[2]})
    try:
        with urllib.request.urlopen(request, timeout=5) as response:  # noqa: S310
            return True, response.read().decode()
    except urllib.error.HTTPError as error:
        return False, error.read().decode(errors="replace")
    except OSError as error:
        return False, str(error)
