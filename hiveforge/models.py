"""Every table of the product, imported together: for migrations and for whoever needs the whole schema."""

import hiveforge.core.audit  # noqa: F401
from hiveforge import slices

slices.load("models")
