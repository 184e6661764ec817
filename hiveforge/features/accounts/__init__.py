"""Accounts: who people are and how they prove it. Other slices use what stands here, inside their own transactions.

person = await accounts.user_by_email(db, email)
user_id, secret = await accounts.create_verified(db, email=…, name=…, password=…, user_agent=…, address=…)
secret = await accounts.open_session(db, person.id, user_agent=…, address=…)
set_session_cookie(response, secret)                                    # from hiveforge.web.cookies, in a route

Forms that take these from people declare `email: accounts.EmailAddress`, `name: accounts.PersonName` and
`password: accounts.NewPassword`, so that they are checked and written the same everywhere.
"""

from .errors import EmailTaken
from .rules import network
from .schemas import EmailAddress, NewPassword, Person, PersonName
from .service import create_verified, open_session, user_by_email

__all__ = [
    "EmailAddress",
    "EmailTaken",
    "NewPassword",
    "Person",
    "PersonName",
    "create_verified",
    "network",
    "open_session",
    "user_by_email",
]
