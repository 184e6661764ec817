"""HiveForge: a complete multi-tenant SaaS platform in Python."""

__version__ = "0.1.0"
