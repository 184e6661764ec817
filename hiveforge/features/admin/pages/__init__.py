"""The pages of platform admins. Importing one registers it; the frame around them is registered with them."""

from hiveforge.features.admin.components import frame  # noqa: F401
