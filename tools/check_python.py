"""Say what is wrong with the Python that `make` found. Written so that Python 3.6 can still read it."""

import sys


def problem() -> str:
    """The remedy as one sentence, or an empty string."""
    if sys.version_info < (3, 11):  # noqa: UP036  this file is for those who have an older one
        found = f"{sys.executable} is {sys.version.split()[0]}"
        return (
            f"HiveForge needs Python 3.11 or newer, and {found}. Name a newer one: make PYTHON=/path/to/python3.12 up"
        )
    try:
        import ensurepip  # noqa: F401
        import venv  # noqa: F401
    except ImportError:
        package = "python{}.{}-venv".format(*sys.version_info[:2])
        return f"{sys.executable} cannot make virtual environments. On Debian or Ubuntu: apt install {package}"
    return ""


if __name__ == "__main__":
    sys.exit(problem() or 0)
