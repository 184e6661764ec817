"""Every act is a service function that names its permission, and every door is one that the gate knows."""

import ast
import inspect
from pathlib import Path

import pytest
from reflex_base.registry import RegistrationContext
from tree import SLICES, dotted, short, syntax

import hiveforge.hiveforge  # noqa: F401  with all pages, routes and tasks
from hiveforge import slices
from hiveforge.core.permissions import Access
from hiveforge.core.service import Conversation, Service
from hiveforge.features.audit_log.rules import ACTIONS
from hiveforge.ui.event import access_of
from hiveforge.ui.gate import INTERNAL

# What anybody may do: each line is a door without a lock, and has been thought about.
PUBLIC_EVENTS = {
    "Entrance.enter",
    "EntranceState.arrive",
    "EntranceState.wait_for_mail",
    "Failure.tell",
    "InboxState.delete_all",
    "InboxState.load",
    "InvitationState.ask_for_seat",
    "InvitationState.load",
    "NoticeEvents.dismiss",
}
PUBLIC_SERVICES = {
    "accounts.ask_sign_in_code",
    "accounts.forgot_password",
    "accounts.list_demo_accounts",  # known to everybody, and none in production
    "accounts.resend",
    "accounts.reset_password",
    "accounts.sign_in",
    "accounts.sign_up",
    "accounts.verify",
    "billing.receive",  # signed by the payment provider
    "contact.ask",
    "files.follow",  # signed by us, and no longer good than what its maker may do
    "files.read_linked",
    "mailing.empty_inbox",
    "mailing.get_received",
    "mailing.list_received",
    "organizations.join",
    "organizations.request_seat",
    "organizations.view_invitation",
}
# Steps of somebody's act, done in the transaction that they are given.
PARTS = {
    "accounts.create_verified",
    "accounts.open_session",
    "files.discard",
    "files.drop_picture",
    "mailing.write",
    "organizations.billing_contacts",
    "organizations.limit_seats",
    "organizations.names",
    "organizations.seats_taken",
    "usage.count_refused",
    "usage.set_allowance",
}
# What only the platform itself starts, in several transactions where a vendor is called between them.
OF_THE_SYSTEM = {
    "accounts.forget_expired",
    "assistant.answer",
    "assistant.sweep",
    "billing.dun",
    "billing.end_orphans",
    "billing.handle",
    "billing.keep_arrangements",
    "billing.reconcile",
    "billing.stranded",
    "billing.sync_organization",
    "billing.sync_plans",
    "documents.embed_missing",
    "documents.give_up_stranded",
    "documents.read",
    "files.give_up_unfinished",
    "files.remove",
    "files.remove_orphans",
    "mailing.forget_bodies",
    "mailing.send",
    "mailing.stranded",
    "organizations.purge",
    "usage.add_pack",
    "usage.audit_ledger",
    "usage.catch_up",
    "usage.refused_total",
    "usage.report_missing",
    "usage.report_overage",
    "usage.reported_total",
}


def services():
    """What services offer, by `slice.name`: the public names of the module, or what the package lists."""
    found = {}
    for module in slices.load("service"):
        slice_ = module.__name__.split(".")[2]
        for name in getattr(module, "__all__", vars(module)):
            value = vars(module)[name]
            function = value.body if isinstance(value, Service) else value
            here = inspect.isfunction(function) and function.__module__.startswith(module.__name__)
            if here and not name.startswith("_"):
                found[f"{slice_}.{name}"] = value
    return found


SERVICES = services()
HANDLERS = {name: registered.handler for name, registered in RegistrationContext.get().event_handlers.items()}
OURS = {name: handler for name, handler in HANDLERS.items() if not handler.fn.__module__.startswith("reflex")}


def test_the_gate_knows_what_reflex_registers_and_lets_nothing_else_of_it_through():
    # Reflex registers a `setvar` for every state, which would write any field of it: the gate refuses it, as it is unmarked.
    theirs = {name for name in HANDLERS.keys() - OURS.keys() if not name.endswith(".setvar")}
    assert theirs == INTERNAL
    assert all(access_of(HANDLERS[name]) is None for name in HANDLERS.keys() - OURS.keys())


def test_every_event_says_who_may_send_it():
    assert OURS
    assert [handler.fn.__qualname__ for handler in OURS.values() if access_of(handler) is None] == []


def test_events_for_everybody_are_these():
    assert {h.fn.__qualname__ for h in OURS.values() if access_of(h) is Access.PUBLIC} == PUBLIC_EVENTS


def test_services_for_everybody_are_these():
    public = {name for name, act in SERVICES.items() if isinstance(act, Service) and act.access is Access.PUBLIC}
    assert public == PUBLIC_SERVICES


def test_every_public_function_of_a_service_is_an_act_with_a_permission():
    others = {name for name, function in SERVICES.items() if not isinstance(function, Service)}
    assert others == PARTS | OF_THE_SYSTEM
    assert all(next(iter(inspect.signature(SERVICES[name]).parameters)) == "db" for name in PARTS)
    assert all(next(iter(inspect.signature(SERVICES[name]).parameters)) == "actor" for name in OF_THE_SYSTEM)


def test_every_act_takes_its_actor_and_its_transaction_first():
    acts = {name: act.body for name, act in SERVICES.items() if isinstance(act, Service)}
    talking = {name for name, act in SERVICES.items() if isinstance(act, Conversation)}
    assert {
        name for name, body in acts.items() if list(inspect.signature(body).parameters)[:2] != ["actor", "db"]
    } == talking
    assert {name for name in talking if next(iter(inspect.signature(acts[name]).parameters)) != "actor"} == set()


def test_work_above_row_security_gives_its_reason():
    reasons = {name: act.system for name, act in SERVICES.items() if isinstance(act, Service) and act.system}
    assert reasons
    assert {name: reason for name, reason in reasons.items() if len(reason.split()) < 3} == {}


def test_every_act_says_what_it_achieves():
    assert [name for name, act in SERVICES.items() if not inspect.getdoc(getattr(act, "body", act))] == []


MARKS = {"event", "form", "load"}


@pytest.mark.parametrize("slice_", SLICES, ids=lambda path: path.name)
def test_an_event_calls_the_service_whose_permission_it_asks_for(slice_):
    wrong = []
    for path in [*slice_.glob("state.py"), *slice_.glob("state/**/*.py")]:
        functions = {n.name: n for n in ast.walk(syntax(path)) if isinstance(n, ast.AsyncFunctionDef | ast.FunctionDef)}
        for method in functions.values():
            named = {
                dotted(mark.args[0])
                for mark in method.decorator_list
                if isinstance(mark, ast.Call) and dotted(mark.func) in MARKS and mark.args
            }
            if not named <= _called(method, functions):
                wrong.append(f"{short(path)}:{method.lineno} {method.name}")
    assert wrong == []


def _called(function, functions):
    """What a function calls, itself and through the helpers beside it."""
    names, todo, seen = set(), [function], set()
    while todo:
        now = todo.pop()
        seen.add(now.name)
        names |= {dotted(n.func) for n in ast.walk(now) if isinstance(n, ast.Call)}
        todo += [functions[n] for name in names if (n := name.removeprefix("self.")) in functions.keys() - seen]
    return names


WRITES = {"add", "add_all", "delete", "insert", "update", "describe"}
# They concern a person and no organization, whose log never shows them.
PERSONAL = {"accounts", "mailing"}


def test_every_act_that_an_organizations_log_can_show_has_words_there():
    acts = {n: a for n, a in SERVICES.items() if isinstance(a, Service) and not isinstance(a, Conversation)}
    writing = {name for name, act in acts.items() if _writes(act)} | _recorded()
    assert {name for name in writing - ACTIONS.keys() if name.partition(".")[0] not in PERSONAL} == set()


def _recorded():
    """What acts of several steps write into the log by themselves."""
    calls = [
        n for slice_ in SLICES for p in slice_.rglob("*.py") for n in ast.walk(syntax(p)) if isinstance(n, ast.Call)
    ]
    return {
        call.args[1].value
        for call in calls
        if dotted(call.func) in {"record", "acts.audit"} and isinstance(call.args[1], ast.Constant)
    }


def test_words_are_about_acts_that_exist():
    assert ACTIONS.keys() - SERVICES.keys() == set()


def _writes(act):
    path = Path(inspect.getsourcefile(act.body))
    functions = {n.name: n for n in ast.walk(syntax(path)) if isinstance(n, ast.AsyncFunctionDef | ast.FunctionDef)}
    called = {name.rpartition(".")[2] for name in _called(functions[act.body.__name__], functions)}
    return bool(called & WRITES)
