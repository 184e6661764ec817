"""Collects measurements, holds them against `floors.toml` and writes a table and JSON."""

import json
import platform
import statistics
import tomllib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

FLOORS = tomllib.loads((Path(__file__).parent / "floors.toml").read_text())
RESULTS = Path(__file__).parent / "results"


@dataclass(frozen=True)
class Measurement:
    """`value` is what the floor is about; `detail` says what it was made of."""

    name: str
    value: float
    detail: dict[str, Any] = field(default_factory=dict)

    @property
    def floor(self) -> str:
        floor = FLOORS[self.name]
        return f"≤ {floor['max']}" if "max" in floor else f"≥ {floor['min']}"

    @property
    def reached(self) -> bool:
        floor = FLOORS[self.name]
        return self.value <= floor["max"] if "max" in floor else self.value >= floor["min"]


def paired_ratio(name: str, ours: list[float], peers: list[float], **detail: Any) -> Measurement:
    """The median of ratios of neighbours in time."""
    ratios = [a / b for a, b in zip(ours, peers, strict=True)]
    return Measurement(
        name,
        round(statistics.median(ratios), 3),
        {"lowest": round(min(ratios), 3), "highest": round(max(ratios), 3), "pairs": len(ratios), **detail},
    )


def table(measurements: list[Measurement]) -> str:
    width = max(len(m.name) for m in measurements)
    lines = [f"{'measurement':<{width}}  {'value':>8}  {'floor':>8}"]
    for m in measurements:
        verdict = "" if m.reached else "  MISSED"
        detail = ", ".join(f"{key} {value}" for key, value in m.detail.items())
        lines.append(f"{m.name:<{width}}  {m.value:>8}  {m.floor:>8}{verdict}  {detail}")
    return "\n".join(lines)


def write(measurements: list[Measurement]) -> Path:
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"{datetime.now(UTC):%Y%m%d-%H%M%S}.json"
    path.write_text(
        json.dumps(
            {
                "machine": platform.platform(),
                "python": platform.python_version(),
                "measurements": [
                    {"name": m.name, "value": m.value, "floor": m.floor, "reached": m.reached, **m.detail}
                    for m in measurements
                ],
            },
            indent=2,
        )
    )
    return path
