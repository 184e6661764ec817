"""One page per module: the forms before the app, and the person's own account."""
