"""What the shell's sidebar and the command palette offer: pages say it themselves, features need not be known here."""

from dataclasses import dataclass
from typing import Any

from hiveforge.core.service import Service


@dataclass(frozen=True, slots=True)
class Nav:
    """An entry for a page. `order` sorts within the `group`; `service` hides it from whoever may not call that."""

    label: str
    icon: str
    group: str = ""
    order: int = 50


@dataclass(frozen=True, slots=True)
class Entry:
    nav: Nav
    route: str
    service: Service[..., Any] | None

    def path(self, slug: Any) -> Any:
        """The page's address in the organization with this slug (a string or a Var)."""
        return self.route.replace("[slug]", "{}").format(slug) if isinstance(slug, str) else _joined(self.route, slug)


_entries: list[Entry] = []


def add(entry: Entry) -> None:
    _entries.append(entry)


def entries(area: str) -> list[Entry]:
    """The entries whose route starts with `area`, for example `/o/[slug]`, in the order they are shown."""
    chosen = [entry for entry in _entries if entry.route.startswith(area)]
    return sorted(chosen, key=lambda entry: (entry.nav.order, entry.nav.label))


def _joined(route: str, slug: Any) -> Any:
    before, _, after = route.partition("[slug]")
    return before + slug + after
