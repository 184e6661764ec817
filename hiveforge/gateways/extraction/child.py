"""The process that reads one file: bytes come in at standard input, blocks go out at standard output, a line for each.

`python -m hiveforge.gateways.extraction.child pdf 10000000 60 1073741824`
"""

import json
import sys

from hiveforge.gateways.extraction import Kind, Trouble, Unreadable
from hiveforge.gateways.extraction.confinement import confine
from hiveforge.gateways.extraction.readers import Reader, reader

# Millions of tiny blocks are as much work as a long text.
_EACH_BLOCK = 20


def main() -> None:
    kind, characters, cpu_seconds, memory_bytes = sys.argv[1:]
    read = reader(Kind(kind))
    confine(cpu_seconds=int(cpu_seconds), memory_bytes=int(memory_bytes))
    # Said after the handlers, when what they hold has been let go: telling takes memory too.
    trouble, detail = _tried(read, int(characters))
    _say({"trouble": trouble, "detail": detail} if trouble else {"done": True})


def _tried(read: Reader, most: int) -> tuple[Trouble | None, str]:
    try:
        _tell(read, most)
    except Unreadable as error:
        return error.trouble, error.detail
    except MemoryError:
        return Trouble.TOO_MUCH_MEMORY, ""
    except Exception as error:  # noqa: BLE001  a parser may fail in any way on what somebody has crafted
        return Trouble.DAMAGED, type(error).__name__
    return None, ""


def _tell(read: Reader, most: int) -> None:
    told = 0
    for block in read(sys.stdin.buffer.read()):
        told += len(block.text) + _EACH_BLOCK
        if told > most:
            raise Unreadable(Trouble.TOO_MUCH_TEXT)
        _say([block.level, block.page, block.text])
    if not told:
        raise Unreadable(Trouble.NO_TEXT)


def _say(line: object) -> None:
    sys.stdout.buffer.write(json.dumps(line, ensure_ascii=False).encode("utf-8", "replace") + b"\n")


if __name__ == "__main__":
    main()
    sys.stdout.buffer.flush()
