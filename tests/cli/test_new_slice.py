"""A generated slice is one that we would have written: it passes every check as it stands."""

import pytest
from source_copy import Copy

from hiveforge.cli.slice_edits import CannotEdit, with_permissions
from hiveforge.cli.slice_names import BadName, Names

pytestmark = pytest.mark.xdist_group("new-slice")  # one copy serves all of them

SLICES = ("projects", "sales_orders")
FOLDERS = [f"{root}/features/{name}" for name in SLICES for root in ("hiveforge", "tests")]


@pytest.fixture(scope="module")
def copy(database, tmp_path_factory):
    made = Copy(tmp_path_factory.mktemp("copy"))
    for name in SLICES:
        answer = made.hiveforge("new-slice", name)
        assert answer.returncode == 0, answer.stdout
    return made


@pytest.mark.parametrize(
    "check",
    [
        ("ruff", "check", *FOLDERS, "hiveforge/core/permissions.py", "hiveforge/features/audit_log/rules.py"),
        (
            "ruff",
            "format",
            "--check",
            *FOLDERS,
            "hiveforge/core/permissions.py",
            "hiveforge/features/audit_log/rules.py",
        ),
        ("pyright", *(folder for folder in FOLDERS if folder.startswith("hiveforge"))),
        ("lint-imports", "--no-cache"),
        ("python", "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/architecture", *FOLDERS[1::2]),
    ],
    ids=["style", "format", "types", "imports", "tests"],
)
def test_generated_slices_pass(copy, check):
    answer = copy.run(*check)
    assert answer.returncode == 0, answer.stdout


def test_the_revisions_hold_all_that_the_slices_declare(copy):
    answer = copy.hiveforge("revision", "nothing more")
    assert (answer.returncode, answer.stdout) == (0, "Nothing has changed.\n")
    names = sorted(path.name.partition("_")[2] for path in (copy.folder / "alembic" / "versions").glob("*_add_*.py"))
    assert names[-2:] == ["add_projects.py", "add_sales_orders.py"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["projects"], "is there already"),
        (["members"], "Choose another name"),
        (["sessions"], "Another slice has the table"),
        (["pages"], "Every slice's code has another “page”"),
        (["../evil"], "cannot name a slice"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_name_that_is_taken_is_refused_and_nothing_is_written(copy, arguments, words):
    before = sorted(copy.folder.rglob("*.py"))
    answer = copy.hiveforge("new-slice", *arguments)
    assert answer.returncode == 1
    assert words in answer.stdout
    assert "Traceback" not in answer.stdout
    assert sorted(copy.folder.rglob("*.py")) == before


def test_a_new_column_and_the_right_to_it_come_in_one_revision(copy):
    model = copy.folder / "hiveforge" / "features" / "projects" / "models.py"
    text = model.read_text().replace('columns=("name",)', 'columns=("name", "note")')
    model.write_text(text + '    note: str = Field(default="", sa_column_kwargs={"server_default": ""})\n')
    answer = copy.hiveforge("revision", "add notes to projects")
    assert answer.returncode == 0, answer.stdout
    (written,) = (copy.folder / "alembic" / "versions").glob("*_add_notes_to_projects.py")
    assert 'op.add_column("projects", sa.Column("note"' in " ".join(written.read_text().split())
    assert "grant update (name, note) on public.projects" in written.read_text()
    assert copy.hiveforge("revision", "nothing more").stdout == "Nothing has changed.\n"


@pytest.mark.parametrize(
    ("name", "singular", "words"),
    [
        ("", "", "cannot name a slice"),
        ("Projects", "", "cannot name a slice"),
        ("1st", "", "cannot name a slice"),
        ("x" * 31, "", "cannot name a slice"),
        ("projets_été", "", "cannot name a slice"),
        ("classes", "class", "a word of Python or SQL"),
        ("lists", "", "a word of Python or SQL"),
        ("references", "", "a word of Python or SQL"),
        ("people", "", "--singular person"),
    ],
)
def test_a_word_that_cannot_be_a_name_is_refused(name, singular, words):
    with pytest.raises(BadName, match=words):
        Names.of(name, singular)


def test_a_name_is_spelled_as_its_place_asks():
    template = "WorkItemsState WORK_ITEM work_item.id 'work-items' Work items; a work item, A work item, WorkItem"
    assert Names.of("sales-orders").spell(template) == (
        "SalesOrdersState SALES_ORDER sales_order.id 'sales-orders' Sales orders; a sales order, A sales order, SalesOrder"
    )
    assert Names.of("entries").spell(template) == (
        "EntriesState ENTRY entry.id 'entries' Entries; an entry, An entry, Entry"
    )
    assert Names.of("people", "person").spell("work_items: each work_item") == "people: each person"


def test_a_table_of_rights_that_looks_different_is_left_alone():
    with pytest.raises(CannotEdit, match="by hand"):
        with_permissions("class Permission:\n    A = 1\n", Names.of("projects"))
