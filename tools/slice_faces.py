"""An import contract: a slice is imported by other slices only through its `__init__`."""

from grimp import DetailedImport, ImportGraph
from importlinter import Contract, ContractCheck, fields, output


class SliceFaces(Contract):
    """`slices` is the package whose children are the slices. What lies outside of it, such as a root, may look inside."""

    type_name = "slice_faces"

    slices = fields.StringField()

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:  # noqa: ARG002
        root = str(self.slices)
        past_the_face: list[DetailedImport] = [
            detail
            for face in sorted(graph.find_children(root))
            for inside in sorted(graph.find_descendants(face))
            for importer in sorted(graph.find_modules_that_directly_import(inside))
            if importer.startswith(f"{root}.") and importer != face and not importer.startswith(f"{face}.")
            for detail in graph.get_import_details(importer=importer, imported=inside)
        ]
        return ContractCheck(kept=not past_the_face, metadata={"past_the_face": past_the_face})

    def render_broken_contract(self, check: ContractCheck) -> None:
        for detail in check.metadata["past_the_face"]:
            output.print_error(f"{detail['importer']}:{detail['line_number']}  {detail['line_contents']}")
