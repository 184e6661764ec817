"""Parts of billing's pages."""
