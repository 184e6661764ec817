"""Pictures: made anew from their pixels, shown to whom the person or the organization is shown, gone when replaced."""

import asyncio
import contextlib
import io
from datetime import timedelta

import pytest
from factories import person
from PIL import Image

from hiveforge.core import actor as actors
from hiveforge.core.actor import system
from hiveforge.core.clock import now
from hiveforge.core.errors import NotAllowed, NotFound, NotSignedIn, TooMany
from hiveforge.features.accounts import service as accounts
from hiveforge.features.files import errors, rules, service
from hiveforge.features.organizations import service as organizations
from hiveforge.features.organizations.schemas import MembersQuery

from . import images
from .streams import pieces

RAW = {"Content-Type": "application/octet-stream"}


async def show(actor, content: bytes):
    return await accounts.change_avatar(actor, len(content), pieces(content))


async def show_logo(actor, content: bytes):
    return await organizations.change_logo(actor, len(content), pieces(content))


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


# --- what is made of them ---


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF"])
def test_every_kind_becomes_a_small_square(kind):
    made = opened(rules.portrait(images.plain(kind=kind)))
    assert (made.format, made.size, made.mode) == ("WEBP", (256, 256), "RGB")


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_every_way_to_keep_pixels_is_read(mode):
    assert opened(rules.portrait(images.encoded(Image.new(mode, (300, 200))))).size == (256, 256)


def test_a_photograph_stands_upright_and_says_nothing_of_its_place():
    content = images.photograph()
    assert b"Canary Camera" in content
    made = rules.portrait(content)
    red, _, _ = opened(made).getpixel((128, 10))
    _, _, blue = opened(made).getpixel((128, 245))
    assert (red > 200, blue > 200) == (True, True)
    assert b"Canary" not in made
    assert not opened(made).getexif()


def test_of_a_file_that_is_more_than_a_picture_only_the_picture_is_left():
    made = rules.portrait(images.polyglot())
    assert not [mark for mark in (b"<script", b"canary", b"PK\x03\x04", b"GIF8") if mark in made]


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"", errors.BadPicture),
        (b"\x89PNG\r\n\x1a\n", errors.BadPicture),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>', errors.BadPicture),
        (b"<!doctype html>", errors.BadPicture),
        (images.encoded(Image.new("RGB", (9, 9)), "TIFF"), errors.BadPicture),
        (images.encoded(Image.new("RGB", (9, 9)), "BMP"), errors.BadPicture),
        (images.plain()[:200], errors.BadPicture),
        (images.plain(kind="JPEG")[:400], errors.BadPicture),
        (images.bomb(), errors.PictureTooLarge),
        (images.bomb(4000), errors.PictureTooLarge),
    ],
)
def test_what_is_no_good_picture_is_refused(content, error):
    with pytest.raises(error):
        rules.portrait(content)


@pytest.mark.parametrize("cut", range(30, 900, 67))
def test_a_picture_that_is_cut_anywhere_is_refused_or_read_and_never_breaks(cut):
    content = images.encoded(Image.effect_noise((40, 40), 50), "WEBP" if cut % 2 else "PNG")
    with contextlib.suppress(errors.BadPicture):
        assert opened(rules.portrait(content[:cut])).size == (256, 256)


# --- people ---


async def test_a_person_shows_a_picture_and_takes_it_back(acme, folder, kept, drain, owner, audited):
    profile = await show(acme.member, images.plain())
    picture = profile.avatar_id
    assert (await accounts.get_profile(acme.member)).avatar_id == picture
    assert opened(await service.read_picture(acme.viewer, picture)).size == (256, 256)
    another = (await show(acme.member, images.plain("blue"))).avatar_id
    assert another != picture
    await drain()
    assert len(kept()) == 1
    assert (await accounts.remove_avatar(acme.member)).avatar_id is None
    assert (await accounts.remove_avatar(acme.member)).avatar_id is None
    await drain()
    assert kept() == []
    assert audited() == ["accounts.change_avatar", "accounts.change_avatar", "accounts.remove_avatar"]
    with pytest.raises(NotFound):
        await service.read_picture(acme.member, another)


async def test_a_picture_is_seen_by_colleagues_and_by_nobody_else(acme, globex, folder, http):
    picture = (await show(acme.member, images.plain())).avatar_id
    logo = await show_logo(acme.owner, images.plain("blue"))
    stranger = await person("stranger@example.test", secret="strange")
    for asked in (picture, logo):
        assert await service.read_picture(acme.viewer, asked)
        for other in (globex.owner, stranger):
            with pytest.raises(NotFound):
                await service.read_picture(other, asked)
    expected = {acme.secrets["viewer"]: 200, globex.secrets["owner"]: 404, "strange": 404, "": 401}
    for secret, status in expected.items():
        async with http(secret) as client:
            got = await client.get(f"/api/v1/pictures/{picture}")
            assert got.status_code == status
            if status == 200:
                assert got.headers["content-type"] == "image/webp"
                assert got.headers["cache-control"] == "private, max-age=3600"
                assert got.headers["content-disposition"].startswith("inline;")


async def test_members_and_organizations_are_listed_with_their_pictures(acme, folder):
    picture = (await show(acme.member, images.plain())).avatar_id
    logo = await show_logo(acme.admin, images.plain("blue"))
    rows = (await organizations.list_members(acme.viewer, MembersQuery())).rows
    assert {row.avatar_id for row in rows} == {picture, None}
    assert (await organizations.get(acme.viewer)).logo_id == logo
    around = await organizations.surroundings(acme.member)
    assert (around.avatar_id, around.organizations[0].logo_id) == (picture, logo)


async def test_colleagues_hear_of_a_new_picture(acme, folder, owner):
    owner.execute("listen hiveforge")
    try:
        await show(acme.member, images.plain())
        heard = {note.payload for note in owner.notifies(timeout=2, stop_after=2)}
    finally:
        owner.execute("unlisten hiveforge")
    assert any('"members"' in said and str(acme.id) in said for said in heard)
    assert any('"profile"' in said and str(acme.member.id) in said for said in heard)


# --- organizations ---


async def test_owners_and_admins_change_the_logo_and_nobody_else(acme, globex, folder, audited):
    for actor in (acme.member, acme.viewer):
        with pytest.raises(NotAllowed):
            await show_logo(actor, images.plain())
        with pytest.raises(NotAllowed):
            await organizations.remove_logo(actor)
    logo = await show_logo(acme.admin, images.plain())
    assert (await organizations.get(globex.owner)).logo_id is None
    await organizations.remove_logo(acme.owner)
    assert (await organizations.get(acme.owner)).logo_id is None
    assert logo
    assert audited() == ["organizations.change_logo", "organizations.remove_logo"]


# --- over HTTP ---


@pytest.mark.parametrize("at", ["/api/v1/me/avatar", "/api/v1/organizations/acme/logo"])
async def test_pictures_are_sent_as_files_and_refused_in_words(http, acme, folder, at):
    async with http(acme.secrets["owner"]) as client:
        good = await client.post(at, params={"name": "me.png"}, content=images.plain(), headers=RAW)
        svg = await client.post(at, params={"name": "me.png"}, content=b"<svg/>", headers=RAW)
        empty = await client.post(at, content=b"", headers=RAW)
        huge = await client.post(at, content=b"", headers=RAW | {"Content-Length": "10000001"})
        removed = await client.delete(at)
    assert good.status_code == 200
    assert (svg.status_code, svg.json()["code"]) == (415, "bad_picture")
    assert empty.json()["code"] == "empty_file"
    assert huge.status_code == 413
    assert removed.status_code in {200, 204}


async def test_visitors_have_no_picture(folder, http, owner):
    async with http() as client:
        assert (await client.post("/api/v1/me/avatar", content=b"x", headers=RAW)).status_code == 401
    with pytest.raises(NotSignedIn):
        await show(actors.visitor(), images.plain())


# --- what goes wrong ---


async def test_a_picture_that_nobody_names_is_swept_and_the_others_stay(acme, folder, kept):
    shown = (await show(acme.member, images.plain())).avatar_id
    content = images.plain("blue")
    orphan = await service.keep_picture(acme.member, len(content), pieces(content))
    assert len(kept()) == 2
    assert await service.remove_orphans(system("test")) == 0
    assert await service.remove_orphans(system("test"), now() + timedelta(days=2)) == 1
    assert await service.read_picture(acme.member, shown)
    with pytest.raises(NotFound):
        await service.read_picture(acme.member, orphan)


async def test_two_at_once_leave_one_picture(acme, folder, kept, drain):
    await asyncio.gather(*(show(acme.member, images.plain(colour)) for colour in ("red", "green", "blue")))
    await drain()
    assert len(kept()) == 1
    assert await service.read_picture(acme.member, (await accounts.get_profile(acme.member)).avatar_id)


async def test_nobody_keeps_the_machine_busy_with_pictures(acme, folder):
    for _ in range(30):
        await show(acme.member, images.plain(size=(20, 20)))
    with pytest.raises(TooMany):
        await show(acme.member, images.plain(size=(20, 20)))
