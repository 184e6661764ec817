"""A vendor of language models that says what it was told to, and a worker's hands that write the answers."""

import importlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from uuid import UUID

import pytest
from gateways.model_worlds import SHORT, provider
from gateways.vendor_server import VendorServer, vendor

from hiveforge.core.actor import Actor, system
from hiveforge.features.assistant import service
from hiveforge.features.assistant.schemas import Asked, AskForm, MessageRow
from hiveforge.gateways.llm import Llm

ANSWER = "Open **Members** and press “Invite” – żółć."


@pytest.fixture
async def server() -> AsyncIterator[VendorServer]:
    importlib.import_module("openai")  # takes seconds, which no answer waits for
    async with vendor("openai") as served:
        yield served


@pytest.fixture
async def llm(server: VendorServer) -> AsyncIterator[Llm]:
    asked = Llm([provider("openai", server.url)], replace(SHORT, first=2))  # the SDK's first call takes its time
    yield asked
    await asked.close()


@pytest.fixture
def write(llm: Llm) -> Callable[[UUID], Awaitable[None]]:
    """Do what the job of an answer does."""
    return lambda message: service.answer(system("answering questions"), message, llm)


@pytest.fixture
def answered(write: Callable[[UUID], Awaitable[None]]) -> Callable[..., Awaitable[tuple[Asked, MessageRow]]]:
    """Ask, and let it be answered."""

    async def ask(actor: Actor, text: str = "How do I invite?", **more: object) -> tuple[Asked, MessageRow]:
        asked = await service.ask(actor, AskForm(text=text, **more))  # pyright: ignore[reportArgumentType]
        await write(asked.answer)
        return asked, await service.follow(actor, asked.conversation, asked.answer)

    return ask
