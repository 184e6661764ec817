"""What every plan includes, in the words of the pricing page."""

EVERY_PLAN = (
    "Unlimited organizations, each isolated by Postgres",
    "Owner, admin, member and viewer roles",
    "Invitations by email and by link",
    "REST API with OpenAPI",
    "Live updates in every open tab",
    "Deleted organizations can be restored",
)
