"""Every table of the product, imported together: for migrations and for whoever needs the whole schema."""

import hiveforge.core.audit
import hiveforge.sandbox.stripe.models  # noqa: F401  its tables belong to the schema
from hiveforge import slices

slices.load("models")
