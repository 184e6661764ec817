"""Stripe's lists and expansions."""

from collections.abc import Sequence
from typing import Any

from .errors import missing
from .store import Object, Store, public

_MOST = 100


def page(things: Sequence[Object], params: Object, url: str) -> Object:
    """One page of a list that is newest first."""
    things = [each for each in things if _matches(each, params)]
    if after := params.get("starting_after"):
        places = [place for place, each in enumerate(things) if each["id"] == after]
        if not places:
            raise missing("object", after, "starting_after")
        things = things[places[0] + 1 :]
    if before := params.get("ending_before"):
        places = [place for place, each in enumerate(things) if each["id"] == before]
        things = things[: places[0]] if places else things
    limit = min(int(params.get("limit", 10)), _MOST)
    return {"object": "list", "data": list(things[:limit]), "has_more": len(things) > limit, "url": url}


async def expanded(store: Store, answer: Object, paths: Sequence[str]) -> Object:
    """The answer with what was asked to be put in, and without our notes."""
    for path in paths:
        await _expand(store, answer, path.split("."))
    return public(answer)


def _matches(thing: Object, params: Object) -> bool:
    created = params.get("created")
    if isinstance(created, int) and thing["created"] != created:
        return False
    if isinstance(created, dict):
        tests = {"gt": int.__gt__, "gte": int.__ge__, "lt": int.__lt__, "lte": int.__le__}
        return all(tests[name](thing["created"], value) for name, value in created.items())
    return True


async def _expand(store: Store, node: Any, path: list[str]) -> None:
    if isinstance(node, list):
        for each in node:
            await _expand(store, each, path)
        return
    if not path or not isinstance(node, dict):
        return
    name, rest = path[0], path[1:]
    if name not in node and f"_{name}" in node:
        node[name] = node[f"_{name}"]
    if isinstance(node.get(name), str) and (found := await store.find(node[name])):
        node[name] = found
    await _expand(store, node.get(name), rest)
