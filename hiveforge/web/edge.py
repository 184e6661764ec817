"""The walls around the whole application, pages, API, webhooks and websockets alike, in the order that makes them hold."""

import os
from collections.abc import Mapping
from pathlib import Path

from starlette.types import ASGIApp

from .body_limit import DEFAULT_LIMITS, limited_bodies
from .failures import Report, caught_failures
from .headers import secure_headers
from .hosts import own_hosts_only
from .metrics import measured
from .origin import same_origin_only
from .pages import at_their_address
from .proxies import forwarded
from .request_ids import request_ids
from .socket_credentials import without_secrets
from .uploads import UploadAddresses

BUILD = Path(os.environ.get("REFLEX_WEB_WORKDIR", ".web")) / "build" / "client"


def wrap(
    app: ASGIApp,
    *,
    report: Report,
    build: Path = BUILD,
    body_limits: Mapping[str, int] = DEFAULT_LIMITS,
    uploads: UploadAddresses | None = None,
) -> ASGIApp:
    """`app` behind all walls. `report` hears of exceptions nobody foresaw; `build` holds the prerendered pages.

    `uploads` are the addresses that take files.
    """
    app = without_secrets(app)
    app = at_their_address(app, build)
    app = limited_bodies(app, body_limits, uploads)
    app = same_origin_only(app)
    app = own_hosts_only(app)
    app = caught_failures(app, report)  # inside of the headers, so that an error page has them too
    app = secure_headers(app, build)
    app = measured(app)
    app = request_ids(app)  # around everything that logs
    return forwarded(app)  # first of all: whose request is it
