"""Finds the rooms of all feature slices by their file names, so that adding a slice needs no list to be edited."""

from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules
from types import ModuleType

from hiveforge import features


def names() -> list[str]:
    """The slices, by name."""
    return sorted(module.name for module in iter_modules(features.__path__))


def load(room: str) -> list[ModuleType]:
    """Import `models`, `pages`, `routes` or `tasks` of every slice that has it."""
    found = [f"hiveforge.features.{name}.{room}" for name in names()]
    return [_whole(module) for module in found if find_spec(module)]


def _whole(name: str) -> ModuleType:
    """A room that became a package is imported with all its modules."""
    module = import_module(name)
    for part in iter_modules(getattr(module, "__path__", [])):
        import_module(f"{name}.{part.name}")
    return module
