"""Parts of the usage page."""
