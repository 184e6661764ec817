"""Resend's stand-in, and its SDK talking to it."""

import pytest
from mail_stand_in import KEY, served

from hiveforge.gateways.mail.resend import ResendMail
from hiveforge.sandbox.resend import ResendStandIn


@pytest.fixture(scope="module")
async def stand_in_with_url():
    stand_in = ResendStandIn(KEY)
    async with served(stand_in) as url:
        yield stand_in, url


@pytest.fixture
def stand_in(stand_in_with_url) -> ResendStandIn:
    stand_in, _ = stand_in_with_url
    stand_in.forget()
    return stand_in


@pytest.fixture
def resend_mail(stand_in, stand_in_with_url) -> ResendMail:
    return ResendMail(KEY, stand_in_with_url[1])
