"""What the pricing page shows of the plans."""

from dataclasses import dataclass

Cell = str | bool


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the comparison, with a cell for each plan: words, or whether the plan has it."""

    label: str
    cells: tuple[Cell, ...]
