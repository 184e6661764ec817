"""Stripe's own description of its API, held against every request, answer and event.

A request that breaks it is refused in Stripe's words. An answer that breaks it is our mistake, and raises.
"""

import gzip
import json
import re
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator

from .errors import Refusal

VERSION = "2026-08-26.dahlia"
_FORM = "application/x-www-form-urlencoded"


class BrokenAnswer(AssertionError):
    """The stand-in would have said something that Stripe never says."""


@cache
def _description() -> dict[str, Any]:
    return json.loads(gzip.decompress((Path(__file__).parent / "openapi.json.gz").read_bytes()))


@cache
def _components() -> dict[str, Any]:
    return _nullable(_description()["components"])


def _nullable(node: Any) -> Any:
    """OpenAPI 3.0 writes `nullable`, JSON Schema a union with null."""
    if isinstance(node, list):
        return [_nullable(each) for each in node]
    if not isinstance(node, dict):
        return node
    plain = {name: _nullable(value) for name, value in node.items() if name not in {"x-expansionResources", "nullable"}}
    return {"anyOf": [plain, {"type": "null"}]} if node.get("nullable") is True else plain


@cache
def request_schema(method: str, template: str) -> dict[str, Any]:
    """What may be sent to an address. Raises KeyError for one that the subset does not know."""
    operation = _description()["paths"][template][method.lower()]
    if method != "GET":
        return operation["requestBody"]["content"][_FORM]["schema"]
    known = [each for each in operation.get("parameters", []) if each["in"] == "query"]
    return {
        "type": "object",
        "properties": {each["name"]: each["schema"] for each in known},
        "required": [each["name"] for each in known if each.get("required")],
        "additionalProperties": False,
    }


@cache
def _request_validator(method: str, template: str) -> Draft7Validator:
    return Draft7Validator(request_schema(method, template))


@cache
def _answer_validator(schema: str) -> Draft7Validator:
    return Draft7Validator({"$ref": f"#/components/schemas/{schema}", "components": _components()})


def checked_request(method: str, template: str, params: Mapping[str, Any]) -> dict[str, Any]:
    """The parameters with their types; raises the Refusal that Stripe would answer."""
    typed = _typed(dict(params), request_schema(method, template), "")
    for error in _request_validator(method, template).iter_errors(typed):
        path = [str(step) for step in error.absolute_path]
        if error.validator == "required":
            absent = next(name for name in error.validator_value if name not in error.instance)  # pyright: ignore[reportGeneralTypeIssues, reportOptionalIterable]
            name = _param([*path, absent])
            raise Refusal(f"Missing required param: {name}.", param=name, code="parameter_missing")
        raise Refusal(f"Invalid {_param(path)}: {error.message[:300]}", param=_param(path), code="parameter_invalid")
    return typed


def check_answer(answer: Mapping[str, Any]) -> None:
    """Raise BrokenAnswer when an object, or any object of a list, is not as Stripe describes it."""
    kind = "deleted_" + str(answer["object"]) if answer.get("deleted") else str(answer["object"])
    if kind == "list":
        for each in answer["data"]:
            check_answer(each)
        return
    if kind not in _components()["schemas"]:
        return
    if fault := _fault(kind, json.dumps(answer, sort_keys=True)):
        raise BrokenAnswer(fault)


def check_error(answer: Mapping[str, Any]) -> None:
    """Raise BrokenAnswer when a refusal is not as Stripe describes its errors, or says what they have no place for."""
    schemas = _components()["schemas"]
    if unknown := answer.keys() - schemas["error"]["properties"].keys():
        raise BrokenAnswer(f"error: nothing is called {sorted(unknown)}")
    if unknown := answer["error"].keys() - schemas["api_errors"]["properties"].keys():
        raise BrokenAnswer(f"error ['error']: nothing is called {sorted(unknown)}")
    if fault := _fault("error", json.dumps(answer, sort_keys=True)):
        raise BrokenAnswer(fault)


@lru_cache(maxsize=2000)
def _fault(kind: str, written: str) -> str:
    """What is not as Stripe describes it, empty for nothing. The same invoices are answered over and over again."""
    for error in _answer_validator(kind).iter_errors(json.loads(written)):
        deepest = min(error.context or [error], key=lambda each: -len(each.absolute_path))
        return f"{kind} {list(deepest.absolute_path)}: {deepest.message[:300]}"
    return ""


def check_event(event: Mapping[str, Any]) -> None:
    check_answer(event)
    check_answer(event["data"]["object"])


def _typed(value: Any, schema: Mapping[str, Any], param: str) -> Any:
    if alternatives := schema.get("anyOf"):
        return _typed_as_one_of(value, alternatives, param)
    kind = schema.get("type")
    if kind == "object" and isinstance(value, dict):
        return _typed_object(value, schema, param)
    if kind == "array" and isinstance(value, list):
        return [_typed(each, schema["items"], f"{param}[{place}]") for place, each in enumerate(value)]
    return _typed_word(value, kind, param) if isinstance(value, str) else value


def _typed_word(value: str, kind: str | None, param: str) -> Any:
    if kind == "integer":
        if not re.fullmatch(r"-?\d+", value):
            raise Refusal(f"Invalid integer: {value}", param=param, code="parameter_invalid_integer")
        return int(value)
    if kind == "number" and re.fullmatch(r"-?\d+(\.\d+)?", value):
        return float(value)
    return value == "true" if kind == "boolean" and value in {"true", "false"} else value


def _typed_as_one_of(value: Any, alternatives: list[Mapping[str, Any]], param: str) -> Any:
    refusal = None
    for alternative in alternatives:
        try:
            typed = _typed(value, alternative, param)
        except Refusal as refused:
            refusal = refusal or refused
            continue
        if Draft7Validator(alternative).is_valid(typed):
            return typed
    if refusal and isinstance(value, dict):
        raise refusal
    return value


def _typed_object(value: dict[str, Any], schema: Mapping[str, Any], param: str) -> dict[str, Any]:
    known, others = schema.get("properties", {}), schema.get("additionalProperties")
    typed = {}
    for name, each in value.items():
        here = f"{param}[{name}]" if param else name
        if name in known:
            typed[name] = _typed(each, known[name], here)
        elif isinstance(others, dict):
            typed[name] = _typed(each, others, here)
        elif known or others is False:
            raise Refusal(f"Received unknown parameter: {here}", param=here, code="parameter_unknown")
        else:
            typed[name] = each
    return typed


def _param(path: list[str]) -> str:
    return "".join(step if not place else f"[{step}]" for place, step in enumerate(path))
