"""Names and titles that people type, in the one form that is stored and compared."""

import re
import unicodedata

# Control characters, line ends, half characters, and what makes the text after it run backwards.
_UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def one_line(typed: str, *, longest: int, missing: str = "Give it a name.") -> str:
    """Composed characters in one line, without spaces around it. Raises ValueError with words for the person.

    `longest` counts characters; `missing` is what is said when nothing was typed.
    """
    line = " ".join(unicodedata.normalize("NFC", typed).split())
    if not line:
        raise ValueError(missing)
    if len(line) > longest:
        raise ValueError(f"Use at most {longest} characters.")
    if _UNSEEN.search(line) or not any(unicodedata.category(letter)[0] in "LNPS" for letter in line):
        raise ValueError("Use letters that can be seen.")
    return line


def search_text(typed: str, *, longest: int = 200) -> str:
    """What to search for: one line, cut to length; what cannot be seen or stored counts as a space. Never refuses."""
    return " ".join(_UNSEEN.sub(" ", unicodedata.normalize("NFC", typed)).split())[:longest]


def whole_number(typed: object, *, least: int, most: int) -> int:
    """A number as people type it, such as "1,200". Raises ValueError with words for the person."""
    digits = re.sub(r"[\s,]", "", str(typed))
    if not re.fullmatch(r"[0-9]{1,18}", digits) or not least <= int(digits) <= most:
        raise ValueError(f"Enter a number from {least:,} to {most:,}.")
    return int(digits)


def several_lines(typed: str, *, longest: int, missing: str) -> str:
    """A message as it was typed, with plain line ends; what cannot be seen is left out. Raises ValueError with words for the person.

    `longest` counts characters; `missing` is what is said when nothing was typed.
    """
    lines = unicodedata.normalize("NFC", typed).replace("\r\n", "\n").expandtabs(4).split("\n")
    message = "\n".join(_UNSEEN.sub("", line).rstrip() for line in lines).strip()
    if not message:
        raise ValueError(missing)
    if len(message) > longest:
        raise ValueError(f"Use at most {longest:,} characters.")
    return message
