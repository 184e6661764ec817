"""What must hold for everybody's eyes, hands and ears on every page: WCAG 2.2 AA as far as a machine can tell."""

from itertools import product as combinations
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

SCHEMES = ("light", "dark")
WIDTHS = (1440, 320)
RULES: dict[str, Any] = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"],
    "rules": {"target-size": {"enabled": True}},  # axe leaves it out unless asked
    "resultTypes": ["violations"],
    "iframes": False,  # mail in the inbox has an origin of its own, where no script runs
}
# Dark changes colours and nothing else, so that the other rules would only say the same again.
COLOURS: dict[str, Any] = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}}
_BASICS = """() => ({
    headings: document.querySelectorAll("h1").length,
    title: document.title,
    language: document.documentElement.lang,
    overflow: document.documentElement.scrollWidth - window.innerWidth,
    scheme: document.documentElement.classList.contains("dark") ? "dark" : "light",
})"""
# The theme follows the screen a moment later, colours set out again in what inherits them, and popups look for their place:
# none of that is the page that people see. What moves is taken to its end, generation by generation.
_SETTLE = """async ([scheme, themed]) => {
    const root = document.documentElement;
    const moves = () => document.getAnimations().filter(move => move.effect.getComputedTiming().endTime !== Infinity);
    const arrive = () => { for (let left = 100; left && moves().length; left--) moves().forEach(move => move.finish()); };
    const unsettled = () => (themed && !root.classList.contains(scheme)) || moves().length || root.scrollWidth > window.innerWidth;
    const frame = () => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
    const giveUp = performance.now() + 2000;
    do { arrive(); await frame(); } while (unsettled() && performance.now() < giveUp);
}"""


def faults(page: Page, *, something_open: bool = False, themed: bool = True) -> list[str]:
    """What is wrong with the page as it is, once it is there, in light and dark, wide and narrow.

    A menu or dialog that is open stands beside all landmarks, and keeps what is behind it from being reached.
    Pages without script are not `themed`: their colours follow the screen, and nothing on them says so.
    """
    rules = RULES | {"rules": RULES["rules"] | {"region": {"enabled": not something_open}}}
    expect(page.locator("[aria-busy=true]")).to_have_count(0)
    page.mouse.move(0, 0)  # what lies under the pointer has colours of its own, which are on their way
    page.evaluate(Axe().axe_script)
    return [
        f"{scheme}, {width} px: {fault}"
        for width, scheme in combinations(WIDTHS, SCHEMES)
        for fault in _faults_of(page, scheme, width, rules, themed=themed)
    ]


def _faults_of(page: Page, scheme: str, width: int, rules: dict[str, Any], *, themed: bool) -> list[str]:
    _show(page, scheme, width, themed=themed)
    basics = page.evaluate(_BASICS)
    told = [
        *([f"{basics['headings']} headings of level 1"] if basics["headings"] != 1 else []),
        *(["no title"] if not basics["title"] else []),
        *(["no language"] if not basics["language"] else []),
        *([f"wider than the screen by {basics['overflow']} px"] if basics["overflow"] > 0 else []),
        *([f"not {scheme}"] if themed and basics["scheme"] != scheme else []),
    ]
    asked = rules if scheme == "light" else rules | COLOURS
    return told + [_words(violation) for violation in page.evaluate("rules => axe.run(rules)", asked)["violations"]]


def _show(page: Page, scheme: Any, width: int, *, themed: bool) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 900})
    page.evaluate(_SETTLE, [scheme, themed])


def _words(violation: dict[str, Any]) -> str:
    nodes = "".join(f"\n    {node['html'][:300]}\n    {node['failureSummary']}" for node in violation["nodes"][:3])
    return f"{violation['id']}: {violation['help']} ({len(violation['nodes'])} times){nodes}"
