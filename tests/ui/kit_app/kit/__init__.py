"""A small app of the design system alone, for the browser tests."""
