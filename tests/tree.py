"""The source as the architecture tests see it: files, and what stands in them without running them."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

PROJECT = Path(__file__).parents[1]
FEATURES = PROJECT / "hiveforge" / "features"
SLICES = sorted(path for path in FEATURES.iterdir() if (path / "__init__.py").exists())


def python_files(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (PROJECT / folder).rglob("*.py"))


def product() -> list[Path]:
    return python_files("hiveforge")


def short(path: Path) -> str:
    return str(path.relative_to(PROJECT))


@cache
def syntax(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), str(path))


def dotted(node: ast.AST) -> str:
    """`rx.el.div` for the expression that says so; empty for anything but names and attributes."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute) and (before := dotted(node.value)):
        return f"{before}.{node.attr}"
    return ""


def names_used(path: Path) -> Iterator[tuple[str, int]]:
    """Every dotted name in a file, with its line. `rx.el.div` is also `rx.el`."""
    for node in ast.walk(syntax(path)):
        if isinstance(node, ast.Name | ast.Attribute) and (name := dotted(node)):
            yield name, node.lineno


def strings(path: Path) -> Iterator[tuple[str, int]]:
    """Every piece of text in a file that is not documentation, with its line."""
    documentation = {
        id(node.body[0].value)
        for node in ast.walk(syntax(path))
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(syntax(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation:
            yield node.value, node.lineno
