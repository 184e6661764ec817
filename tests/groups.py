"""Keeps what is marked with `xdist_group` on one worker: xdist 3.8 itself no longer does, because of pytest 9.2's node ids."""

import re
from functools import cache
from pathlib import Path

from xdist.scheduler import LoadScopeScheduling

PROJECT = Path(__file__).parents[1]
_MARK = re.compile(r'^pytestmark = .*xdist_group\("([^"]+)"\)', re.MULTILINE)


class Groups(LoadScopeScheduling):
    """A file's group is the one that it names in its `pytestmark`; every other test is alone in its own."""

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid.partition("::")[0]) or nodeid


@cache
def group_of(file: str) -> str:
    path = PROJECT / file
    found = _MARK.search(path.read_text()) if path.is_file() else None
    return found[1] if found else ""
