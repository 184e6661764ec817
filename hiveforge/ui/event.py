"""`@event`, `@form` and `@load`: the only ways to make a state's method callable from a browser.

They name the service function the method is for, hand over the actor, validate what the browser sent, and show
refusals. The gate turns away every handler without their mark.
"""

import inspect
import time
from collections.abc import Callable
from functools import wraps
from typing import Any, get_type_hints

import reflex as rx
import structlog
from pydantic import TypeAdapter, ValidationError

from hiveforge.core import metrics
from hiveforge.core.errors import AppError, Invalid
from hiveforge.core.permissions import Access, Permission
from hiveforge.core.service import Service

from .acting import current_actor
from .notices import notify
from .session import Session

log = structlog.get_logger(__name__)
_MARK = "__hiveforge_access__"
_LOADS = "__hiveforge_loads__"


class FormState(rx.State, mixin=True):
    """A state whose form shows messages beside its fields."""

    errors: dict[str, str] = {}


def event(
    service: Service[..., Any] | None = None,
    /,
    *,
    public: bool = False,
    background: bool = False,
    debounce: int | None = None,
    throttle: int | None = None,
    supersedes: bool = False,
) -> Callable[[Callable[..., Any]], Any]:
    """Let browsers call `async def name(self, actor, …)` with the access of `service`, or, if `public`, with none.

    Arguments are validated against their annotations before the body runs. A refusal is shown beside its form field,
    or else as a notice.
    """
    if (service is None) is not public:
        raise TypeError("name a service function, or say public=True")
    access = service.access if service else Access.PUBLIC
    chosen = {
        "background": background or None,
        "debounce": debounce,
        "throttle": throttle,
        "supersedes": supersedes or None,
    }

    def register(body: Callable[..., Any]) -> Any:
        return _register(body, access, _tell, {name: value for name, value in chosen.items() if value is not None})

    return register


def form(service: Service[..., Any], /) -> Callable[[Callable[..., Any]], Any]:
    """`@event` for a form: the browser sends a dict, the body gets its model, and old messages go first."""

    def register(body: Callable[..., Any]) -> Any:
        async def fresh(self: Any, actor: Any, form: Any) -> Any:
            self.errors = {}
            return await body(self, actor, form)

        wraps(body)(fresh)
        return _register(fresh, service.access, _tell, {})

    return register


def load(service: Service[..., Any], /) -> Callable[[Callable[..., Any]], Any]:
    """`@event` for a page's data: a refusal fills the page, because there is nothing else to show."""

    def register(body: Callable[..., Any]) -> Any:
        async def loading(self: Any, actor: Any, *args: Any, **kwargs: Any) -> Any:
            result = await body(self, actor, *args, **kwargs)
            session = await self.get_state(Session)
            session._has_loaded(self.router.url.path)
            return result

        wraps(body)(loading)
        return _register(loading, service.access, _fill_page, {})

    return register


def access_of(handler: Any) -> Permission | Access | None:
    """What a registered handler asks for; None when it is not marked."""
    return getattr(handler.fn, _MARK, None)


def loads_page(handler: Any) -> bool:
    """Whether a refusal of this handler fills the page."""
    return getattr(handler.fn, _LOADS, False)


Show = Callable[[Any, AppError], Any]


def _register(body: Callable[..., Any], access: Permission | Access, show: Show, options: dict[str, Any]) -> Any:
    handler = _guarded(body, show, background=bool(options.get("background")))
    setattr(handler, _MARK, access)
    setattr(handler, _LOADS, show is _fill_page)
    register: Any = rx.event(**options)  # Reflex types events by their arguments, which `_Checks` looks after here
    return register(handler)


def _guarded(body: Callable[..., Any], show: Show, *, background: bool) -> Callable[..., Any]:
    if not inspect.iscoroutinefunction(body):
        raise TypeError(f"{body.__qualname__} must be async")
    signature = inspect.signature(body)
    self_, actor_, *rest = signature.parameters.values()
    if actor_.name != "actor":
        raise TypeError(f"{body.__qualname__} takes (self, actor, …)")
    checks = _Checks(body, [p.name for p in rest])
    name = f"{body.__module__.removeprefix('hiveforge.')}.{body.__qualname__}"

    async def handler(self: Any, *args: Any, **kwargs: Any) -> Any:
        started, outcome, refusal = time.perf_counter(), "done", {}
        try:
            return await body(self, current_actor(), **checks(args, kwargs))
        except AppError as error:
            outcome, refusal = "refused", {"refusal": error.code}
            if background:
                async with self:
                    await show(self, error)
            else:
                await show(self, error)
        except Exception:
            outcome = "failed"
            raise
        finally:
            seconds = time.perf_counter() - started
            metrics.observe_event(name, outcome, seconds)
            log.info("event", handler=name, outcome=outcome, ms=round(seconds * 1000, 1), **refusal)

    wraps(body)(handler)
    # Reflex sees no `actor` and no types: it would pass unfit values through, so `_Checks` validates them instead.
    handler.__signature__ = signature.replace(parameters=[self_, *rest])  # pyright: ignore[reportFunctionMemberAccess, reportAttributeAccessIssue]
    handler.__annotations__ = {}
    del handler.__wrapped__  # pyright: ignore[reportFunctionMemberAccess, reportAttributeAccessIssue]
    return handler


class _Checks:
    """Turns what a browser sent into what the handler declares, or refuses."""

    def __init__(self, body: Callable[..., Any], names: list[str]) -> None:
        self.body, self.names = body, names
        self.adapters: dict[str, TypeAdapter[Any]] | None = None

    def __call__(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> dict[str, Any]:
        if self.adapters is None:
            hints = get_type_hints(self.body, include_extras=True)
            self.adapters = {name: TypeAdapter(hints[name]) for name in self.names}
        given = dict(zip(self.names, args, strict=False)) | kwargs
        if extra := given.keys() - self.adapters.keys():
            raise Invalid(f"Unexpected {', '.join(sorted(extra))}.")
        parameters = inspect.signature(self.body).parameters
        if missing := [n for n in self.names if n not in given and parameters[n].default is inspect.Parameter.empty]:
            raise Invalid(f"Missing {', '.join(missing)}.")
        try:
            return {name: self.adapters[name].validate_python(value) for name, value in given.items()}
        except ValidationError as error:
            raise invalid(error) from None


def invalid(error: ValidationError) -> Invalid:
    """A model's complaints as one refusal, with a message for each field."""
    fields: dict[str, str] = {}
    for problem in error.errors(include_url=False, include_input=False, include_context=False):
        field = str(problem["loc"][-1]) if problem["loc"] else ""
        fields.setdefault(field, problem["msg"].removeprefix("Value error, "))
    param, message = next(iter(fields.items()))
    return Invalid(message, param=param, fields={name: words for name, words in fields.items() if name})


async def _tell(state: Any, error: AppError) -> None:
    if error.fields and isinstance(getattr(state, "errors", None), dict):
        state.errors = dict(error.fields)
        return
    await notify(state, error.message, kind="error")


async def _fill_page(state: Any, error: AppError) -> None:
    session = await state.get_state(Session)
    if session._keeps_page(error, state.router.url.path):
        await notify(state, error.message, kind="error")
    else:
        session._fills_page(error)
