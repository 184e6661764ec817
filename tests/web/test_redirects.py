import pytest

from hiveforge.web.redirects import safe_next


@pytest.mark.parametrize("path", ["/", "/o/acme/members?page=2&q=a%20b#top", "/o/żółć", "/%2F/evil.example", "/a//b"])
def test_path_on_this_site_is_kept(path):
    assert safe_next(path) == path


@pytest.mark.parametrize(
    "path",
    [None, "", "https://evil.example", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example",
     "/\t/evil.example", "/\n/evil.example", " //evil.example", "javascript:alert(1)", "evil.example", "o/acme",
     "/\x00", "//[half", "/" + "x" * 2000],
)  # fmt: skip
def test_anything_else_leads_home(path):
    assert safe_next(path, "/home") == "/home"
