"""What visitors send and what is kept of it. Every complaint is a sentence for the person who typed."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict

from hiveforge.core.text import one_line, several_lines, whole_number
from hiveforge.features import accounts

LONGEST_NAME = 100
LONGEST_MESSAGE = 4000
MOST_SEATS = 100_000


class ContactForm(BaseModel):
    """Browsers leave out what is empty, so every field has a default that is checked like what is typed."""

    model_config = ConfigDict(frozen=True, validate_default=True, hide_input_in_errors=True)

    name: Annotated[str, AfterValidator(partial(one_line, longest=LONGEST_NAME, missing="Enter your name."))] = ""
    email: accounts.EmailAddress = ""
    company: Annotated[
        str, AfterValidator(partial(one_line, longest=LONGEST_NAME, missing="Enter the name of your company."))
    ] = ""
    seats: Annotated[int, BeforeValidator(partial(whole_number, least=1, most=MOST_SEATS))] = 0
    message: Annotated[
        str, AfterValidator(partial(several_lines, longest=LONGEST_MESSAGE, missing="Write a few words."))
    ] = ""


class RequestStatus(StrEnum):
    OPEN = "open"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class RequestRow:
    """`answered_at` is None while nobody has answered."""

    id: UUID
    received_at: datetime
    name: str
    email: str
    company: str
    seats: int
    message: str
    answered_at: datetime | None
    answered_by: str


@dataclass(frozen=True, slots=True)
class RequestsPage:
    """`total` counts what matches on all pages."""

    rows: list[RequestRow]
    total: int
