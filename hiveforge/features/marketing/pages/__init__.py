"""One module per public page, because a module is what a browser loads."""
