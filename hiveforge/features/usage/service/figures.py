"""What was used, by whom and for what: sums of settled reservations, made when somebody looks."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import RowMapping

from hiveforge.core.actor import Actor
from hiveforge.core.clock import now
from hiveforge.core.db import Db
from hiveforge.core.permissions import Permission
from hiveforge.core.service import requires
from hiveforge.features import api_keys, organizations
from hiveforge.features.usage import queries, rules
from hiveforge.features.usage.schemas import DayUse, Figures, KeyUse, MemberUse, NamedUse, Span, UseRow

from .standing import found_or_untouched

SOMEBODY_WHO_LEFT, NOBODY, A_KEY_THAT_IS_GONE = "Somebody who left", "HiveForge", "An API key that is gone"


@requires(Permission.USAGE_READ)
async def figures(actor: Actor, db: Db, span: Span = Span.THIS) -> Figures:
    """What the organization used in this time, by day, member, API key, model and feature. For everybody in it."""
    starts, ends = rules.bounds(await found_or_untouched(actor, db), span, now())
    parts = await queries.settled(db, actor.organization_id, starts, ends)
    by_day = {row["day"]: row for row in parts if row["part"] == "day"}
    return Figures(
        span=span,
        starts_at=starts,
        ends_at=ends,
        credits=sum(row["credits"] for row in by_day.values()),
        acts=sum(row["acts"] for row in by_day.values()),
        days=[
            DayUse(day, row["credits"], row["acts"]) if (row := by_day.get(day)) else DayUse(day, 0, 0)
            for day in rules.days_between(starts, ends)
        ],
        members=await _members(actor, db, [row for row in parts if row["part"] == "member"]),
        keys=await _keys(actor, db, [row for row in parts if row["part"] == "key" and row["api_key_id"]]),
        models=[_named(row, "model", rules.model_name(row["model"])) for row in parts if row["part"] == "model"],
        features=[
            _named(row, "purpose", rules.feature_name(row["purpose"])) for row in parts if row["part"] == "purpose"
        ],
    )


@requires(Permission.USAGE_READ)
async def export_figures(actor: Actor, db: Db, span: Span = Span.THIS) -> list[UseRow]:
    """The same, line by line: every day, member, API key, model and feature that belong together. For everybody in it."""
    starts, ends = rules.bounds(await found_or_untouched(actor, db), span, now())
    names = {row.id: row.name for row in (await organizations.list_members(actor)).rows}
    keys = {row.id: row.name for row in await api_keys.list_keys(actor)}
    return [
        UseRow(
            day=row["day"],
            member=_name(row["member_id"], names),
            key=keys.get(key, A_KEY_THAT_IS_GONE) if (key := row["api_key_id"]) else "",
            model=row["model"],
            feature=rules.feature_name(row["purpose"]),
            acts=row["acts"],
            credits=row["credits"],
        )
        for row in await queries.settled_lines(db, actor.organization_id, starts, ends)
    ]


async def _members(actor: Actor, db: Db, used: Sequence[RowMapping]) -> list[MemberUse]:
    """Whoever used most first; then the others, who may have budgets too."""
    here = {row.id: row for row in (await organizations.list_members(actor)).rows}
    names = {member: row.name for member, row in here.items()}
    budgets = await queries.budgets(db, actor.organization_id)
    amounts: dict[UUID | None, tuple[int, int]] = {row["member_id"]: (row["credits"], row["acts"]) for row in used}
    pictures = {member: row.avatar_id for member, row in here.items()}
    lines = [
        MemberUse(
            member=member,
            name=_name(member, names),
            here=member in here,
            avatar_id=pictures.get(member) if member else None,
            credits=spent,
            acts=acts,
            budget=budgets.get(member) if member else None,
        )
        for member, (spent, acts) in (dict.fromkeys(here, (0, 0)) | amounts).items()
    ]
    return sorted(lines, key=lambda line: (-line.credits, -line.acts, line.name.lower(), str(line.member)))


async def _keys(actor: Actor, db: Db, used: Sequence[RowMapping]) -> list[KeyUse]:
    """Whichever used most first; then the others that work, which may have budgets too."""
    there = {row.id: row for row in await api_keys.list_keys(actor)}
    working = {key for key, row in there.items() if row.works(now())}
    budgets = await queries.key_budgets(db, actor.organization_id)
    amounts = {row["api_key_id"]: (row["credits"], row["acts"]) for row in used}
    lines = [
        KeyUse(
            key=key,
            name=there[key].name if key in there else A_KEY_THAT_IS_GONE,
            works=key in working,
            credits=spent,
            acts=acts,
            budget=budgets.get(key),
        )
        for key, (spent, acts) in (dict.fromkeys(working, (0, 0)) | amounts).items()
    ]
    return sorted(lines, key=lambda line: (-line.credits, -line.acts, line.name.lower(), str(line.key)))


def _name(member: UUID | None, names: dict[UUID, str]) -> str:
    return NOBODY if member is None else names.get(member, SOMEBODY_WHO_LEFT)


def _named(row: RowMapping, column: str, name: str) -> NamedUse:
    return NamedUse(row[column], name, row["credits"], row["acts"])
