"""Files keep to the house: known names, short, and nothing that we have decided against."""

import ast
import re

import pytest
import reflex as rx
from tree import PROJECT, SLICES, names_used, product, python_files, short, strings, syntax

ROOMS = {
    "__init__", "pages", "components", "state", "routes", "tasks", "service", "emails", "queries", "rules", "models",
    "schemas", "errors",
}  # fmt: skip
LONGEST, LONGEST_TEST = 250, 350


@pytest.mark.parametrize("slice_", SLICES, ids=lambda path: path.name)
def test_a_slice_has_only_known_rooms(slice_):
    rooms = {
        path.stem if path.suffix == ".py" else path.name for path in slice_.iterdir() if path.name != "__pycache__"
    }
    data = {name for name in rooms if "." in name}
    assert rooms - data <= ROOMS
    assert not data or (slice_ / "rules.py").exists() or (slice_ / "rules").exists()
    told = "".join(text for path in slice_.glob("rules*") for text, _ in _texts(path))
    assert all(name in told for name in data), "data lies beside the rules that read it by name"


def _texts(path):
    return [pair for file in ([path] if path.is_file() else path.rglob("*.py")) for pair in strings(file)]


@pytest.mark.parametrize("slice_", SLICES, ids=lambda path: path.name)
def test_the_face_of_a_slice_has_no_logic(slice_):
    for node in syntax(slice_ / "__init__.py").body:
        documentation = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        listing = isinstance(node, ast.Assign) and [ast.unparse(t) for t in node.targets] == ["__all__"]
        assert documentation or listing or isinstance(node, ast.ImportFrom), f"line {node.lineno}"


def test_no_file_is_long():
    """One that grows becomes a package of the same name. Tests may tell a little more."""
    lengths = [
        (short(path), len(path.read_text().splitlines()), longest)
        for longest, folders in ((LONGEST, ("hiveforge", "bench", "tools")), (LONGEST_TEST, ("tests",)))
        for path in python_files(*folders)
    ]
    assert [(name, length) for name, length, longest in lengths if length > longest] == []


def test_every_module_says_what_it_is_for():
    silent = [short(path) for path in product() if path.read_text().strip() and not ast.get_docstring(syntax(path))]
    assert silent == []


# They pass on or read variables of Reflex, Prometheus and Postgres, which are no settings of ours.
FOREIGN = ("hiveforge/web/edge.py", "hiveforge/core/metrics.py", "hiveforge/embedded/")
# What is refused, the reason, and where it is allowed all the same.
REFUSED_CALLS = [
    ("print", "the server writes to the log", ("hiveforge/cli/",)),
    (
        "time.sleep",
        "it stops every tab of the process",
        ("hiveforge/cli/", "hiveforge/embedded/", "hiveforge/sandbox/llm/"),
    ),
    ("datetime.now", "core.clock knows the time", ("hiveforge/core/clock.py",)),
    ("datetime.utcnow", "naive times lie", ()),
    (
        "os.environ",
        "settings are read once, in core.settings",
        ("hiveforge/cli/", "hiveforge/core/settings.py", *FOREIGN),
    ),
]


@pytest.mark.parametrize(
    ("name", "reason", "allowed"), REFUSED_CALLS, ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_refused_name_is_not_used(name, reason, allowed):
    found = [
        f"{short(p)}:{line}"
        for p in product()
        if not short(p).startswith(allowed)
        for n, line in names_used(p)
        if n == name
    ]
    assert found == [], reason


# Sent back from the server they are evaluated in the browser, which the content security policy forbids.
EVALUATED = {
    "call_function",
    "call_script",
    "console_log",
    "download",
    "run_script",
    "scroll_to",
    "set_clipboard",
    "toast",
}
OTHER_KITS = (
    "reflex_components_radix",
    "reflex_components_sonner",
    "reflex_components_gridjs",
    "reflex_components_markdown",  # renders raw HTML: what somebody wrote would run in another's browser
    "reflex_components_code",
)


def test_nothing_of_reflex_needs_eval_or_another_design_system():
    found = [
        f"{short(p)}:{line} {n}" for p in product() for n, line in names_used(p) if n.startswith("rx.") and _refused(n)
    ]
    assert found == []


def _refused(name: str) -> bool:
    thing = getattr(rx, name.split(".")[1])
    module = getattr(thing, "__module__", None) or type(thing).__module__
    experimental = name.split(".")[1] == "_x"
    return experimental or name.split(".")[1] in EVALUATED or module.startswith(OTHER_KITS)


# Postgres 15 is the oldest that HiveForge runs on.
TOO_NEW = re.compile(
    r"\b(uuidv[47]|json_table|any_value|merge_action|array_sort|array_reverse)\s*\(|\)\s*virtual\b|\bwithout overlaps\b"
    r"|\breturning\s+(old|new)\.|\bnot enforced\b",
    re.IGNORECASE,
)


def test_sql_keeps_to_postgres_15():
    texts = [(short(p), line, text) for p in [*product(), *python_files("alembic")] for text, line in strings(p)]
    texts += [
        (short(p), 1, p.read_text()) for p in [*PROJECT.glob("hiveforge/**/*.sql"), *PROJECT.glob("alembic/**/*.sql")]
    ]
    assert [f"{name}:{line}" for name, line, text in texts if TOO_NEW.search(text)] == []


BLANKET = re.compile(r"#\s*(type:\s*ignore(?!\[)|pyright:\s*(ignore(?!\[)|basic|off)|noqa(?!:)|ruff:\s*noqa)")


def test_an_ignored_complaint_is_named():
    lines = [(short(p), n, line) for p in product() for n, line in enumerate(p.read_text().splitlines(), 1)]
    assert [f"{name}:{n}" for name, n, line in lines if BLANKET.search(line)] == []


def test_no_test_is_named_by_chance():
    """Parallel runs collect the tests in several processes, and all must find the same ones."""
    chance = re.compile(r"@pytest\.mark\.parametrize\((?:[^()]|\([^()]*\))*\b(new_id|uuid4|token_\w+)\(", re.DOTALL)
    named = [short(path) for path in (PROJECT / "tests").rglob("*.py") if chance.search(path.read_text())]
    assert named == []
