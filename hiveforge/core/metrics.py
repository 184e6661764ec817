"""What is counted, for Prometheus. Labels come from closed lists (route templates, handler names), never from input."""

import os
from pathlib import Path

from prometheus_client import (
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from sqlalchemy import event
from sqlalchemy.pool import QueuePool

disable_created_metrics()  # a third fewer lines, and nobody asks when a counter was born

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

REQUESTS = Counter("hiveforge_http_requests", "HTTP requests answered.", ["method", "route", "status"])
REQUEST_SECONDS = Histogram("hiveforge_http_request_seconds", "Time to answer.", ["method", "route"], buckets=_SECONDS)
# outcome: done, refused (a domain error the person is told of) or failed (our fault)
EVENTS = Counter("hiveforge_events", "Reflex events handled.", ["handler", "outcome"])
EVENT_SECONDS = Histogram("hiveforge_event_seconds", "Time in an event handler.", ["handler"], buckets=_SECONDS)
SIGN_INS = Counter("hiveforge_sign_ins", "Attempts to sign in.", ["method", "outcome"])
PASSWORD_HASHES = Counter("hiveforge_password_hashes", "Passwords hashed; each takes memory and a core for a while.")
MAILS = Counter("hiveforge_mails", "Messages handed to the mail service.", ["template", "outcome"])
JOBS = Counter("hiveforge_jobs", "Runs of background jobs.", ["job", "outcome"])
MODEL_CALLS = Counter(
    "hiveforge_model_calls", "Attempts to get an answer of a language model.", ["provider", "outcome"]
)
MODEL_FIRST_SECONDS = Histogram(
    "hiveforge_model_first_seconds", "Time until an answer begins.", ["provider"], buckets=(*_SECONDS, 30, 60)
)
QUEUE = Gauge("hiveforge_queue_jobs", "Jobs in the queue.", ["status"], multiprocess_mode="mostrecent")
QUEUE_AGE = Gauge(
    "hiveforge_queue_oldest_seconds", "How long the oldest due job waits.", multiprocess_mode="mostrecent"
)
POOL = Gauge("hiveforge_pool_connections", "Database connections.", ["login", "state"], multiprocess_mode="livesum")
DATABASE_UP = Gauge("hiveforge_database_up", "Whether Postgres answers.", multiprocess_mode="mostrecent")
WEBSOCKETS = Gauge("hiveforge_websockets", "Open websocket connections.", multiprocess_mode="livesum")


def observe_request(method: str, route: str, status: int, seconds: float) -> None:
    """Count one HTTP request under its route's template."""
    REQUESTS.labels(method, route, str(status)).inc()
    REQUEST_SECONDS.labels(method, route).observe(seconds)


def observe_event(handler: str, outcome: str, seconds: float) -> None:
    """Count one Reflex event. `handler` must be the name of a registered handler, or `(unknown)`."""
    EVENTS.labels(handler, outcome).inc()
    EVENT_SECONDS.labels(handler).observe(seconds)


def watch_pool(login: str, pool: QueuePool) -> None:
    """Show how many connections of this pool work and how many wait for work."""
    in_use, idle = POOL.labels(login, "in_use"), POOL.labels(login, "idle")

    def taken(*_: object) -> None:
        in_use.set(pool.checkedout())
        idle.set(pool.checkedin())

    def about_to_be_given_back(*_: object) -> None:
        in_use.set(pool.checkedout() - 1)
        idle.set(min(pool.checkedin() + 1, pool.size()))

    event.listen(pool, "checkout", taken)
    event.listen(pool, "checkin", about_to_be_given_back)


def exposition() -> bytes:
    """Everything in Prometheus' text format; of all processes of this server when PROMETHEUS_MULTIPROC_DIR is set."""
    registry = REGISTRY
    if directory := os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        _forget_the_dead(Path(directory))
        registry = CollectorRegistry()
        MultiProcessCollector(registry)
    return generate_latest(registry)


def _forget_the_dead(directory: Path) -> None:
    """What a process that was killed still holds, as open connections, must not be added to what the living hold."""
    for pid in {int(file.stem.rpartition("_")[2]) for file in directory.glob("gauge_live*_*.db")}:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            mark_process_dead(pid, str(directory))
