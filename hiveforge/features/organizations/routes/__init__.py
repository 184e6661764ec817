"""Organizations over HTTP: the REST API, the forms of the invitation page, and files to download."""

from fastapi import APIRouter

from . import api, forms, invitations, members, waiting

router = APIRouter()
for part in (
    api.router,
    api.one,
    api.logos,
    members.router,
    members.files,
    invitations.router,
    waiting.router,
    forms.router,
):
    router.include_router(part)
