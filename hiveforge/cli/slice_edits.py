"""Edits of the two files that a slice shares with others: the table of rights, and the words of the audit log.

The place is found by its syntax, and the rest of the file stays as it is.
"""

import ast

from .slice_names import Names, sentence, words


class CannotEdit(Exception):
    """The file does not look as expected; the message says what to add by hand."""


def with_permissions(source: str, names: Names) -> str:
    """`core/permissions.py` with `…_READ` for everybody and `…_MANAGE` from members upwards. Raises CannotEdit."""
    read, manage = f"{names.plural.upper()}_READ", f"{names.plural.upper()}_MANAGE"
    members = f'    {read} = "{names.plural}:read"\n    {manage} = "{names.plural}:manage"\n'
    try:
        source = _after_line(source, _last_member(source, "Permission"), members)
        source = _one_more(source, "_VIEWER", f"Permission.{read}")
        return _one_more(source, "_MEMBER", f"Permission.{manage}")
    except LookupError as error:
        raise CannotEdit(
            f"core/permissions.py has no {error}. Add {read} and {manage} to Permission and to the roles by hand."
        ) from error


def with_sentences(source: str, names: Names) -> str:
    """`features/audit_log/rules.py` with words for creating, renaming and deleting. Raises CannotEdit."""
    entries = "".join(
        f'    "{names.plural}.{act}": Words("{sentence(names.singular)} {done}", "{done} the {words(names.singular)}"),\n'
        for act, done in (("create", "created"), ("rename", "renamed"), ("delete", "deleted"))
    )
    try:
        table = _value(source, "ACTIONS")
    except LookupError as error:
        raise CannotEdit(f"features/audit_log/rules.py has no {error}. Give the acts their words by hand.") from error
    return _after_line(source, (table.end_lineno or 1) - 1, entries)


def _last_member(source: str, name: str) -> int:
    for node in ast.parse(source).body:
        if isinstance(node, ast.ClassDef) and node.name == name:
            return node.end_lineno or 0
    raise LookupError(name)


def _value(source: str, name: str) -> ast.expr:
    for node in ast.parse(source).body:
        match node:
            case ast.Assign(targets=[ast.Name(id=found)], value=value) if found == name:
                return value
            case ast.AnnAssign(target=ast.Name(id=found), value=ast.expr() as value) if found == name:
                return value
    raise LookupError(name)


def _one_more(source: str, name: str, element: str) -> str:
    """`NAME = frozenset({a})` and `NAME = OTHER | {a}` get another element, `NAME = OTHER` gets a first."""
    value = _value(source, name)
    literals = [node for node in ast.walk(value) if isinstance(node, ast.Set)]
    if literals:
        return _after_node(source, literals[-1].elts[-1], f", {element}")
    return _after_node(source, value, f" | {{{element}}}")


def _after_line(source: str, line: int, text: str) -> str:
    lines = source.splitlines(keepends=True)
    return "".join([*lines[:line], text, *lines[line:]])


def _after_node(source: str, node: ast.expr, text: str) -> str:
    lines = source.splitlines(keepends=True)
    line, column = (node.end_lineno or 1) - 1, node.end_col_offset or 0  # the column counts bytes
    lines[line] = (lines[line].encode()[:column] + text.encode() + lines[line].encode()[column:]).decode()
    return "".join(lines)
