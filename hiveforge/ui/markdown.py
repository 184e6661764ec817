"""Markdown that somebody else wrote, perhaps a machine: nothing loaded from elsewhere, links in plain sight.

HTML stands there as the text that it is. A picture stands as its description and a link shows where it leads; it opens
by a click, in a tab of its own, which is not told where it was opened. `[1]` leads to a source of that number.
"""

from typing import Any

import reflex as rx
from reflex.utils.imports import ImportVar

from .base import ClientComponent, Text
from .link import TEXT_LINK

MARKDOWN = r"""
const hiveCite = (numbers) => () => (tree) => {
  const visit = (node) => {
    if (!node.children || node.type === "link") return;
    node.children = node.children.flatMap((child) => {
      if (child.type !== "text") { visit(child); return [child]; }
      return child.value.split(/(\[\d{1,2}\])/).filter(Boolean).map((value) => {
        const number = /^\[(\d{1,2})\]$/.exec(value)?.[1];
        if (!number || !numbers.includes(number)) return {type: "text", value};
        return {type: "link", url: "#source-" + number, children: [{type: "text", value: number}]};
      });
    });
  };
  visit(tree);
};
function HiveMarkdown({text, sources, className}) {
  const places = Object.fromEntries(Object.entries(sources ?? {}));
  const shown = {
    img: ({alt, src}) => createElement("span", {className: "text-muted-foreground"}, "[Picture: " + (alt || src || "") + "]"),
    a: ({href, children}) => {
      const number = /^#source-(\d+)$/.exec(href ?? "")?.[1];
      if (number) return createElement(Link, {to: places[number], className: "@CITE", "aria-label": "Source " + number}, children);
      let host;
      try { host = new URL(href).host; } catch { return createElement("span", null, children); }
      return createElement("a", {href, target: "_blank", rel: "noopener noreferrer nofollow", className: "@LINK"}, children, " (" + host + ")");
    },
    pre: (props) => createElement("pre", {tabIndex: 0, children: props.children}),
    table: (props) => createElement("div", {className: "overflow-x-auto", tabIndex: 0}, createElement("table", null, props.children)),
  };
  for (const level of [1, 2, 3, 4, 5, 6]) {
    shown["h" + level] = ({children}) => createElement("p", {className: "font-semibold"}, children);
  }
  return createElement("div", {className},
    createElement(Markdown, {remarkPlugins: [remarkGfm, hiveCite(Object.keys(places))], components: shown}, text));
}
""".replace("@LINK", TEXT_LINK).replace(
    "@CITE",
    "mx-0.5 inline-flex h-5 min-w-5 items-center justify-center rounded bg-brand-soft px-1 align-text-bottom text-xs "
    "font-semibold text-brand-text no-underline hover:underline",
)


class Markdown(ClientComponent):
    """Shows `text`; `sources` says where each number leads."""

    tag = "HiveMarkdown"
    javascript = (MARKDOWN,)
    uses = {
        "react": ["createElement"],
        "react-router": ["Link"],
        "react-markdown@10.1.0": [ImportVar(tag="Markdown", is_default=True)],
        "remark-gfm@4.0.1": [ImportVar(tag="remarkGfm", is_default=True)],
    }

    text: rx.Var[str]
    sources: rx.Var[dict[str, str]]


def markdown(text: Text, sources: Any = None) -> rx.Component:
    """`sources` maps a number, as text, to an address of ours."""
    given = {} if sources is None else {"sources": sources}
    return Markdown.create(text=text, class_name="prose-hive", **given)
