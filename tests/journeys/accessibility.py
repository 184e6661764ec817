"""What must hold for everybody's eyes, hands and ears on every page: WCAG 2.2 AA as far as a machine can tell."""

from itertools import product as combinations
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

SCHEMES = ("light", "dark")
WIDTHS = (1440, 320)
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"],
    "rules": {"target-size": {"enabled": True}},  # axe leaves it out unless asked
    "resultTypes": ["violations"],
}
_BASICS = """() => ({
    headings: document.querySelectorAll("h1").length,
    title: document.title,
    language: document.documentElement.lang,
    overflow: document.documentElement.scrollWidth - window.innerWidth,
})"""
# Colours that are still on their way to the other theme have contrasts that nobody sees for long.
_STILL = """async () => {
    await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
    const ends = document.getAnimations().filter(motion => motion.effect.getComputedTiming().endTime !== Infinity);
    await Promise.allSettled(ends.map(motion => motion.finished));
}"""


def faults(page: Page) -> list[str]:
    """What is wrong with the page as it is, in light and dark, wide and narrow. Leaves it light and wide."""
    page.evaluate(Axe().axe_script)
    found = [
        f"{scheme}, {width} px: {fault}"
        for width, scheme in combinations(WIDTHS, SCHEMES)
        for fault in _faults_of(page, scheme, width)
    ]
    _show(page, "light", WIDTHS[0])
    return found


def _faults_of(page: Page, scheme: str, width: int) -> list[str]:
    _show(page, scheme, width)
    basics = page.evaluate(_BASICS)
    told = [
        *([f"{basics['headings']} headings of level 1"] if basics["headings"] != 1 else []),
        *(["no title"] if not basics["title"] else []),
        *(["no language"] if not basics["language"] else []),
        *([f"wider than the screen by {basics['overflow']} px"] if basics["overflow"] > 0 else []),
    ]
    return told + [_words(violation) for violation in page.evaluate("rules => axe.run(rules)", RULES)["violations"]]


def _show(page: Page, scheme: Any, width: int) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 900})
    page.wait_for_function("scheme => document.documentElement.classList.contains(scheme)", arg=scheme)
    page.evaluate(_STILL)


def _words(violation: dict[str, Any]) -> str:
    nodes = "".join(f"\n    {node['html'][:300]}\n    {node['failureSummary']}" for node in violation["nodes"][:3])
    return f"{violation['id']}: {violation['help']} ({len(violation['nodes'])} times){nodes}"
