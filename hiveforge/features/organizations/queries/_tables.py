"""What all reads share: other slices' tables, which this slice only reads, and how rows are fetched."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from hiveforge.core.db import Db

people = sa.table(
    "users",
    sa.column("id", sa.Uuid),
    sa.column("name", sa.String),
    sa.column("email", sa.String),
    sa.column("avatar_id", sa.Uuid),
)


async def rows(db: Db, statement: sa.Executable) -> Sequence[sa.RowMapping]:
    """All rows of a statement that loads no objects."""
    return (await (await db.connection()).execute(statement)).mappings().all()


async def value(db: Db, statement: sa.Executable) -> Any:
    """The one value of the first row; None when there is no row."""
    return (await (await db.connection()).execute(statement)).scalar()
