"""What organizations write to people. Names come from people and are escaped by the components."""

from datetime import datetime
from urllib.parse import quote

from hiveforge.core.permissions import Role
from hiveforge.core.settings import settings
from hiveforge.features.mailing import Button, Email, Footer, Heading, Link, Strong, Text

_CAN = {
    Role.OWNER: "As an owner you can do everything, including deleting the organization.",
    Role.ADMIN: "As an admin you can manage members and settings.",
    Role.MEMBER: "As a member you can work with everything the organization shares.",
    Role.VIEWER: "As a viewer you can see everything the organization shares, and change nothing.",
}


def invitation(organization: str, inviter: str, role: Role, url: str) -> Email:
    return Email(
        Heading(f"Join {organization}"),
        Text(Strong(inviter), " invites you to join ", Strong(organization), f" as {_article(role)}."),
        Text(_CAN[role], muted=True),
        Button("See the invitation", url),
        Text(
            "The invitation is open for seven days, for one person. Or open this address: ", Link(url, url), muted=True
        ),
        Footer(
            f"You get this because {inviter} typed your address. If you do not know them, ignore it: nothing happens."
        ),
        subject=f"{inviter} invites you to {organization}",
        preview=f"Join {organization} as {_article(role)}. The invitation is open for seven days.",
    )


def seat_requested(organization: str, slug: str, who: str, offer: str, open_until: datetime) -> Email:
    """Somebody stands before the door. `offer` is the page where one more seat is bought."""
    members = f"{_page(slug)}/members"
    return Email(
        Heading(f"{organization} has no seat for {who}"),
        Text(Strong(who), " opened an invitation to ", Strong(organization), ", and all seats are taken."),
        Text("Add a seat, or remove a member or an invitation: ", Link(members, members)),
        Button("Add seats", f"{settings().origin}{offer}"),
        Text(
            f"The invitation stays open until {open_until:%d %B %Y} and works as soon as a seat is free. Tell them then.",
            muted=True,
        ),
        Footer(f"You get this because you can invite people to {organization}."),
        subject=f"{who} waits for a seat in {organization}",
        preview="All seats are taken. Add one, or remove a member or an invitation.",
    )


def role_changed(organization: str, slug: str, by: str, role: Role) -> Email:
    return Email(
        Heading(f"You are {_article(role)} of {organization} now"),
        Text(Strong(by), " changed your role."),
        Text(_CAN[role], muted=True),
        Button("Open the organization", _page(slug)),
        Footer(f"You get this because you belong to {organization}."),
        subject=f"You are {_article(role)} of {organization} now",
        preview=_CAN[role],
    )


def removed(organization: str, by: str) -> Email:
    return Email(
        Heading(f"You no longer belong to {organization}"),
        Text(
            Strong(by), " removed you from ", Strong(organization), ". Your account and your other organizations stay."
        ),
        Text("If you think that is a mistake, ask them to invite you again.", muted=True),
        Footer(f"You get this because you belonged to {organization}."),
        subject=f"You no longer belong to {organization}",
        preview=f"{by} removed you. Your account stays.",
    )


def ownership_transferred(organization: str, slug: str, by: str) -> Email:
    return Email(
        Heading(f"{organization} is yours now"),
        Text(Strong(by), " made you the owner of ", Strong(organization), " and stays as an admin."),
        Text("Members, settings and everything else are in your hands.", muted=True),
        Button("Open the organization", _page(slug)),
        Footer(f"You get this because you belong to {organization}."),
        subject=f"You own {organization} now",
        preview=f"{by} handed it over to you.",
    )


def organization_deleted(organization: str, by: str, until: str) -> Email:
    return Email(
        Heading(f"{organization} was deleted"),
        Text(Strong(by), " deleted ", Strong(organization), ". Nobody can open it any more."),
        Text("Its owners can bring it back, with everybody and everything in it, until ", Strong(until), "."),
        Button("Restore it", f"{settings().origin}/organizations"),
        Footer(f"You get this because you own {organization}."),
        subject=f"{organization} was deleted",
        preview=f"You can restore it until {until}.",
    )


def _page(slug: str) -> str:
    return f"{settings().origin}/o/{quote(slug)}"


def _article(role: Role) -> str:
    return f"{'an' if role.value[0] in 'ao' else 'a'} {role.value}"
