"""No page of its own: what is found stands in the palette of other slices' pages, and is registered with them."""

from . import components  # noqa: F401
