"""One module per page, because a module is what a browser loads."""
