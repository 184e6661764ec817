"""The API's documentation at `/api/docs`: Swagger UI from this server, without a script inline or from elsewhere.

The files are those of the package `fastapi-offline`, which is used for nothing else.
"""

import gzip
from functools import cache
from importlib.metadata import version
from importlib.resources import files

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from hiveforge.core.errors import NotFound

from .headers import FOREVER, REVALIDATE

OPENAPI_PATH = "/api/openapi.json"
_HOME = f"/api/docs/{version('fastapi-offline')}"
_MEDIA_TYPES = {"swagger-ui-bundle.js": "text/javascript", "swagger-ui.css": "text/css"}
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_PAGE = f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>HiveForge API</title>
<link rel="icon" href="/favicon.svg">
<link rel="stylesheet" href="{_HOME}/swagger-ui.css">
</head>
<body>
<div id="swagger-ui"></div>
<script src="{_HOME}/swagger-ui-bundle.js"></script>
<script src="/api/docs/start.js"></script>
</body>
</html>
"""
_START = f"""SwaggerUIBundle({{
  url: "{OPENAPI_PATH}",
  dom_id: "#swagger-ui",
  deepLinking: true,
  displayRequestDuration: true,
  presets: [SwaggerUIBundle.presets.apis, SwaggerUIBundle.SwaggerUIStandalonePreset],
  validatorUrl: null,
}});
"""

router = APIRouter(include_in_schema=False)


@router.get("/api/docs")
async def page() -> Response:
    return HTMLResponse(_PAGE, headers={"Content-Security-Policy": _POLICY, "Cache-Control": REVALIDATE})


@router.get("/api/docs/start.js")
async def start() -> Response:
    return Response(_START, media_type="text/javascript", headers={"Cache-Control": REVALIDATE})


@router.get(f"{_HOME}/{{name}}")
def asset(name: str, request: Request) -> Response:
    if name not in _MEDIA_TYPES:
        raise NotFound
    headers = {"Cache-Control": FOREVER, "Vary": "Accept-Encoding"}
    packed = "gzip" in request.headers.get("accept-encoding", "")
    if packed:
        headers["Content-Encoding"] = "gzip"
    return Response(_packed(name) if packed else _plain(name), media_type=_MEDIA_TYPES[name], headers=headers)


def _plain(name: str) -> bytes:
    return files("fastapi_offline").joinpath("static", name).read_bytes()


@cache
def _packed(name: str) -> bytes:
    return gzip.compress(_plain(name), mtime=0)
