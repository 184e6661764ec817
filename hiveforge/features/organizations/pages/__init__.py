"""The pages of organizations. Importing one registers it; the frame around them is registered with them."""

from hiveforge.features.organizations.components import frame  # noqa: F401
