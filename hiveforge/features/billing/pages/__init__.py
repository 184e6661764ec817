"""The pages of billing. Importing one registers it; what stands above every page is registered with them."""

from hiveforge.features.billing.components import banner  # noqa: F401
