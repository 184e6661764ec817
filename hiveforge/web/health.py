"""`/healthz` says that the process lives, `/readyz` whether it should get requests. Both are open to everybody."""

import asyncio
import time

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from hiveforge.core import health

RETRY_AFTER_SECONDS = 5
_KEPT_SECONDS = 1.0


def health_routes() -> APIRouter:
    """The two routes. However often `/readyz` is asked, the database is asked once a second."""
    router = APIRouter(include_in_schema=False)
    findings = _Findings()

    @router.get("/healthz")
    async def live() -> dict[str, str]:
        return {"status": "alive"}

    @router.get("/readyz")
    async def ready() -> JSONResponse:
        return _answer(await findings.recent())

    return router


class _Findings:
    def __init__(self) -> None:
        self._lock = asyncio.Lock()
        self._made: list[health.Finding] = []
        self._until = 0.0

    async def recent(self) -> list[health.Finding]:
        async with self._lock:
            if time.monotonic() >= self._until:
                self._made = await health.examine()
                self._until = time.monotonic() + _KEPT_SECONDS
            return self._made


def _answer(findings: list[health.Finding]) -> JSONResponse:
    ready = all(finding.well for finding in findings if finding.vital)
    well = all(finding.well for finding in findings)
    body = {
        "status": "ready" if well else "degraded" if ready else "unready",
        "checks": {finding.name: {"well": finding.well, "detail": finding.detail} for finding in findings},
    }
    return JSONResponse(body, 200 if ready else 503, None if ready else {"Retry-After": str(RETRY_AFTER_SECONDS)})
