"""`…/files` over HTTP, and files by signed links."""

from collections.abc import AsyncIterator
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from hiveforge.core.paging import DEFAULT_LIMIT, Cursor, CursorPage, Limit
from hiveforge.web.actor import CurrentActor, InOrganization, SignedInActor
from hiveforge.web.file_answers import FileFacts, answer
from hiveforge.web.uploads import UPLOAD_BODY, Upload, uploads_up_to

from . import rules, service
from .schemas import FileLink, SignedLink, StoredFile, UploadForm

_PREFIX = "/api/v1/organizations/{organization}/files"
api = APIRouter(prefix=_PREFIX, tags=["files"], dependencies=[InOrganization])
uploads = APIRouter(
    prefix=_PREFIX, tags=["files"], dependencies=[InOrganization], route_class=uploads_up_to(rules.LARGEST_UPLOAD)
)
pictures = APIRouter(prefix="/api/v1/pictures", tags=["files"])
links = APIRouter(prefix="/files", include_in_schema=False)
_BYTES: dict[int | str, dict[str, Any]] = {
    status: {"content": {"application/octet-stream": {}}} for status in (200, 206)
}
Inline = Annotated[bool, Query(description="Let the browser show it, if that is safe for its kind.")]


@uploads.post("", status_code=201, openapi_extra=dict(UPLOAD_BODY))
async def upload_file(
    actor: SignedInActor,
    body: Upload,
    name: Annotated[str, Query(min_length=1, max_length=1000, description="What the file is called.")],
) -> StoredFile:
    """Store an attachment: the body is the file itself. For members and above.

    What it is, its bytes say. It counts towards the storage of the plan; `402` says how much is left, and where to get
    more. Closing the connection cancels the upload.
    """
    return await service.upload(actor, UploadForm(name=name, size=body.size), body.content)


@api.get("")
async def list_files(
    actor: SignedInActor,
    limit: Annotated[Limit, Query()] = DEFAULT_LIMIT,
    cursor: Annotated[Cursor, Query()] = "",
) -> CursorPage[StoredFile]:
    """The attachments of the organization, newest first."""
    return await service.list_files(actor, cursor=cursor, limit=limit)


@api.head("/{file}", include_in_schema=False)
@api.get("/{file}", response_class=Response, responses=_BYTES)
async def read_file(request: Request, actor: SignedInActor, file: UUID, inline: Inline = False) -> Response:
    """The bytes of a file, whole or one range of them."""
    found = await service.get(actor, file)

    async def span(start: int, end: int) -> AsyncIterator[bytes]:
        return await service.read(actor, file, start=start, end=end)

    return await answer(request, _facts(found, inline=inline), span)


@api.get("/{file}/details")
async def get_file(actor: SignedInActor, file: UUID) -> StoredFile:
    """What is known of a file: its name, size, type and SHA-256."""
    return await service.get(actor, file)


@api.post("/{file}/links", status_code=201)
async def link_file(actor: SignedInActor, file: UUID, inline: Inline = False) -> FileLink:
    """An address that is good for five minutes, for programs that send no credentials."""
    return await service.link(actor, file, inline=inline)


@api.delete("/{file}", status_code=204)
async def delete_file(actor: SignedInActor, file: UUID) -> None:
    """Delete an attachment for good."""
    await service.delete(actor, file)


@links.api_route("/{file}", methods=["GET", "HEAD"])
async def follow_link(
    request: Request,
    actor: CurrentActor,
    file: UUID,
    organization: UUID,
    session: UUID,
    expires: int,
    signature: str,
    inline: bool = False,
) -> Response:
    signed = SignedLink(file, organization, session, expires, signature, inline)
    found = await service.follow(actor, signed)

    async def span(start: int, end: int) -> AsyncIterator[bytes]:
        return await service.read_linked(actor, signed, start=start, end=end)

    return await answer(request, _facts(found, inline=inline), span)


@pictures.get("/{picture}", response_class=Response, responses={200: {"content": {"image/webp": {}}}})
async def read_picture(request: Request, actor: SignedInActor, picture: UUID) -> Response:
    """The picture of a person or an organization, square, as WebP. For whoever may see them."""
    made = await service.read_picture(actor, picture)

    async def span(start: int, end: int) -> AsyncIterator[bytes]:
        return _of(made[start:end])

    facts = FileFacts(
        f"{picture}.webp", "image/webp", len(made), str(picture), inline=True, cache_control="private, max-age=3600"
    )
    return await answer(request, facts, span)


async def _of(content: bytes) -> AsyncIterator[bytes]:
    yield content


def _facts(file: StoredFile, *, inline: bool) -> FileFacts:
    return FileFacts(file.name, file.content_type, file.size, file.sha256, inline)


router = APIRouter()
for part in (uploads, api, pictures, links):
    router.include_router(part)
