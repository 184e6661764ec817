"""One package per feature slice; docs/architecture.md says which files a slice may hold."""
