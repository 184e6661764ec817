"""The component library of messages and its renderer."""

from .components import Button, Code, Component, Divider, Email, Facts, Footer, Heading, Link, Strong, Text
from .render import Rendered, one_line, render

__all__ = [
    "Button",
    "Code",
    "Component",
    "Divider",
    "Email",
    "Facts",
    "Footer",
    "Heading",
    "Link",
    "Rendered",
    "Strong",
    "Text",
    "one_line",
    "render",
]
