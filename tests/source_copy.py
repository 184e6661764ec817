"""The project once more, to be changed and run without touching the one that is tested."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).parents[1]
PROGRAMS = Path(sys.executable).parent
GIT = shutil.which("git") or "git"


class Copy:
    """The source as it stands, tracked or not, in a folder of its own, on the tests' database server."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        listed = subprocess.check_output([GIT, "ls-files", "-co", "--exclude-standard", "-z"], cwd=PROJECT, text=True)
        for name in filter(None, listed.split("\0")):
            if (PROJECT / name).is_file():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(PROJECT / name, folder / name)
        (folder / ".venv").symlink_to(sys.prefix)
        self.environment = {
            **os.environ,
            "PYTHONPATH": str(folder),
            "HIVEFORGE_DATA_DIRECTORY": str(folder / ".hiveforge"),
            "HIVEFORGE_TEST_DIRECTORY": os.environ.get(
                "HIVEFORGE_TEST_DIRECTORY", str(PROJECT / ".hiveforge" / "test")
            ),
            "PYTEST_XDIST_WORKER": f"{os.environ.get('PYTEST_XDIST_WORKER', 'gw0')}_copy",  # a database of its own
            "PYTHONDONTWRITEBYTECODE": "",  # or each command compiles everything anew
        }

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [PROGRAMS / command[0], *command[1:]],
            cwd=self.folder,
            env=self.environment,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            check=False,
        )

    def hiveforge(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self.run("python", "-c", "from hiveforge.cli import main; main()", *arguments)
