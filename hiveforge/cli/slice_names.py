"""Every spelling of a slice's name, and which names a slice cannot have.

The templates are the slice `work_items`: its name is spelled there in every way that a name is spelled.
"""

import ast
import builtins
import keyword
import re
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.dialects.postgresql.base import RESERVED_WORDS

LONGEST = 30
_NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_ARTICLE = re.compile(r"\b([Aa]) (?=work item)")


class BadName(Exception):
    """The message says what is wrong with the name, and what to do."""


@dataclass(frozen=True, slots=True)
class Names:
    """`sales_orders` and `sales_order`."""

    plural: str
    singular: str

    @classmethod
    def of(cls, name: str, singular: str = "") -> "Names":
        """Read what was typed. Raises BadName."""
        plural = name.replace("-", "_")
        one = singular.replace("-", "_") or _one_of(plural)
        for word in (plural, one):
            if not _NAME.fullmatch(word) or len(word) > LONGEST:
                raise BadName(
                    f"“{word}” cannot name a slice. Use lower-case words of letters and digits with _ between them, "
                    f"at most {LONGEST} characters, such as sales_orders."
                )
            if keyword.iskeyword(word) or hasattr(builtins, word) or word in RESERVED_WORDS:
                raise BadName(f"“{word}” is a word of Python or SQL. Choose another name, or another --singular.")
        if one == plural:
            raise BadName(f"Say what one of the {plural} is called, such as: people --singular person.")
        return cls(plural, one)

    @property
    def path(self) -> str:
        """As it stands in addresses."""
        return _path(self.plural)

    def spell(self, template: str) -> str:
        """The template with this name in place of `work_items`."""
        if self.singular[0] in "aeio":
            template = _ARTICLE.sub(r"\1n ", template)
        spellings = self._spellings()
        return re.sub("|".join(map(re.escape, spellings)), lambda found: spellings[found[0]], template)

    def refuse_clash(self, templates: Iterable[str]) -> None:
        """Raise BadName when the code of a slice uses one of the words for something else, such as `page`."""
        used = {name for template in templates for name in _identifiers(template)}
        for word in (self.plural, self.singular):
            if word in used:
                raise BadName(f"Every slice's code has another “{word}”. Choose another name, or another --singular.")

    def _spellings(self) -> dict[str, str]:
        """The longest first, because it contains the shorter ones."""
        found: dict[str, str] = {}
        for known, ours in (("work_items", self.plural), ("work_item", self.singular)):
            for spelled in (str, str.upper, _camel, _path, words, sentence):
                found[spelled(known)] = spelled(ours)
        return dict(sorted(found.items(), key=lambda pair: -len(pair[0])))


def words(name: str) -> str:
    """`sales_order` in a sentence."""
    return name.replace("_", " ")


def sentence(name: str) -> str:
    """`sales_order` where a sentence begins."""
    return words(name).capitalize()


def _one_of(plural: str) -> str:
    return f"{plural.removesuffix('ies')}y" if plural.endswith("ies") else plural.removesuffix("s")


def _path(name: str) -> str:
    return name.replace("_", "-")


def _camel(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))


def _identifiers(source: str) -> Iterable[str]:
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Name(id=name) | ast.arg(arg=name) | ast.alias(name=name) | ast.AsyncFunctionDef(name=name):
                yield name
