"""The public site: what HiveForge is and what it costs. Static pages that read without JavaScript; no data, no state.

Other public pages stand in the same frame: `marketing.site(content, path="/contact")`.
"""

from .components.site import preview_tags, site

__all__ = ["preview_tags", "site"]
