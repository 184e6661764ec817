"""Columns and rules that billing's tables share."""

from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint
from sqlmodel import Field


def one_of(column: str, values: type[StrEnum]) -> CheckConstraint:
    """The database knows every value too: what is written by hand cannot break a page."""
    known = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} in ({known})", name=column)


def tenant(**more: Any) -> Any:
    return Field(foreign_key="organizations.id", ondelete="CASCADE", **more)


def money() -> Any:
    return Field(default=0, sa_type=BigInteger)
