"""An import contract: packages from outside have a place, and one that is given none is a vendor's."""

import sys
from dataclasses import dataclass

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output
from importlinter.domain.helpers import module_expressions_to_modules
from importlinter.domain.imports import ModuleExpression


@dataclass(frozen=True)
class Place:
    """`packages` may be imported from `modules` and what is below them."""

    packages: frozenset[str]
    modules: tuple[ModuleExpression, ...]


class PlaceField(fields.Field[Place]):
    """Reads `fastapi, starlette: hiveforge.web, hiveforge.features.*.routes`."""

    def parse(self, raw_data: str | list[str]) -> Place:
        packages, _, modules = str(raw_data).partition(":")
        return Place(frozenset(_names(packages)), tuple(ModuleExpression(name) for name in _names(modules)))


class OutsidePackages(Contract):
    """A package that stands in none of `places` may be imported only from `vendors`.

    So a new SDK is refused in every other module before anybody has thought of listing it.
    """

    type_name = "outside_packages"

    vendors = fields.ListField(subfield=fields.ModuleExpressionField())
    places = fields.ListField(subfield=PlaceField())

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: ARG002
        places: list[Place] = list(self.places)  # type: ignore[call-overload]
        vendors = Place(frozenset(), tuple(self.vendors))  # type: ignore[arg-type]
        misplaced = []
        for package in sorted(module for module in graph.modules if graph.is_module_squashed(module)):
            if package in sys.stdlib_module_names:
                continue
            place = next((place for place in places if package in place.packages), vendors)
            for importer in sorted(graph.find_modules_that_directly_import(package) - _inside(graph, place)):
                misplaced += graph.get_import_details(importer=importer, imported=package)
        return ContractCheck(kept=not misplaced, metadata={"misplaced": misplaced})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for detail in check.metadata["misplaced"]:
            output.print_error(f"{detail['importer']}:{detail['line_number']}  {detail['line_contents']}")


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",")]


def _inside(graph: ImportGraph, place: Place) -> set[str]:
    there = [
        module for module in place.modules if module.has_wildcard_expression() or module.expression in graph.modules
    ]
    return {module.name for module in module_expressions_to_modules(graph, there, as_packages=True)}
