"""Where files are kept: one protocol over a local folder, any service that speaks S3, or Supabase Storage.

Who may have a file, and whether it counts, is decided elsewhere: nothing here is reachable from outside.
"""

from functools import cache

import structlog

from hiveforge.core.settings import Settings, UnsafeSettings, settings

from .protocol import Storage, StoredObject, Written

__all__ = ["Storage", "StoredObject", "Written", "storage"]


log = structlog.get_logger(__name__)


@cache
def storage() -> Storage:
    """The storage that the settings name. Raises UnsafeSettings when they leave out what it needs."""
    chosen = settings()
    if chosen.storage_provider == "local":
        from .local import LocalStorage

        if chosen.shares_storage_folder:
            log.warning(
                "files are kept in a folder, which all web processes and the worker must see",
                folder=str(chosen.storage_folder),
            )
        return LocalStorage(chosen.storage_folder)
    from .s3 import Bucket, s3_storage

    if missing := chosen.storage_problems():
        raise UnsafeSettings(" ".join(missing))
    bucket = Bucket(
        name=chosen.storage_bucket,
        endpoint=_endpoint(chosen),
        region=chosen.storage_region,
        access_key_id=chosen.storage_access_key_id,
        secret_access_key=chosen.storage_secret_access_key.get_secret_value(),
    )
    return s3_storage(bucket, name=chosen.storage_provider)


def _endpoint(chosen: Settings) -> str:
    """Supabase speaks S3 below the address of the project."""
    if chosen.storage_provider == "supabase":
        return f"{chosen.supabase_url.rstrip('/')}/storage/v1/s3"
    return chosen.storage_endpoint
