"""Files in a bucket of any service that speaks S3: Amazon, Cloudflare R2, MinIO, Supabase Storage and others."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from obstore.store import S3Store

from .objects import ObjectStorage


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket:
    """`endpoint` is empty for Amazon. The bucket must be there, and private."""

    name: str
    endpoint: str
    region: str
    access_key_id: str
    secret_access_key: str = field(repr=False)


def s3_storage(bucket: Bucket, *, name: str = "s3", timeout: timedelta = timedelta(seconds=30)) -> ObjectStorage:
    """Two more attempts at what may be repeated; `timeout` is for each of them."""
    elsewhere: Any = {"endpoint": bucket.endpoint} if bucket.endpoint else {}
    store = S3Store(
        bucket.name,
        **elsewhere,
        region=bucket.region,
        access_key_id=bucket.access_key_id,
        secret_access_key=bucket.secret_access_key,
        virtual_hosted_style_request=not bucket.endpoint,
        client_options={
            "connect_timeout": timedelta(seconds=5),
            "timeout": timeout,
            "allow_http": bucket.endpoint.startswith("http://"),
        },
        retry_config={"max_retries": 2, "retry_timeout": 3 * timeout},
    )
    return ObjectStorage(name, store)
