"""Storages to ask: a folder, an S3 server, and one between us and it that fails as it is told."""

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Self
from urllib.parse import urlsplit

import boto3
import pytest
from moto.server import ThreadedMotoServer

from hiveforge.gateways.storage.objects import ObjectStorage
from hiveforge.gateways.storage.s3 import Bucket, s3_storage

NAME = "hive-files"
KEYS = {"access_key_id": "key", "secret_access_key": "secret"}


@contextmanager
def s3_server() -> Iterator[str]:
    """The address of an S3 server with an empty bucket in it."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    try:
        s3_client(endpoint).create_bucket(Bucket=NAME)
        yield endpoint
    finally:
        server.stop()


def s3_client(endpoint: str):
    """Amazon's own client, to look into the bucket from the other side."""
    return boto3.client(
        "s3",
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id=KEYS["access_key_id"],
        aws_secret_access_key=KEYS["secret_access_key"],
    )


def storage_at(endpoint: str, *, name: str = NAME, seconds: float = 5) -> ObjectStorage:
    """Our storage in that bucket."""
    bucket = Bucket(name=name, endpoint=endpoint, region="us-east-1", **KEYS)
    return s3_storage(bucket, timeout=timedelta(seconds=seconds))


def real_bucket() -> ObjectStorage:
    """The bucket that STORAGE_TEST_… names. What the contract puts there stays below `organizations/`."""
    said = {
        name: os.environ.get(f"STORAGE_TEST_{name}", "") for name in ("BUCKET", "ENDPOINT", "REGION", "KEY", "SECRET")
    }
    if not said["BUCKET"]:
        pytest.skip("needs STORAGE_TEST_BUCKET, _ENDPOINT, _REGION, _KEY and _SECRET")
    return s3_storage(
        Bucket(
            name=said["BUCKET"],
            endpoint=said["ENDPOINT"],
            region=said["REGION"],
            access_key_id=said["KEY"],
            secret_access_key=said["SECRET"],
        )
    )


class Troubled:
    """A proxy that does something wrong with the next connections: `status`, `cut` or `silence`."""

    def __init__(self, endpoint: str) -> None:
        self._to = urlsplit(endpoint)
        self.faults: list[str] = []
        self.paths: list[str] = []

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.endpoint = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            self.paths.append(head.split()[1].decode())
            fault = self.faults.pop(0) if self.faults else ""
            if fault.isdecimal():
                writer.write(f"HTTP/1.1 {fault} No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".encode())
            elif fault == "silence":
                await asyncio.sleep(30)
            else:
                await self._forward(head, reader, writer, cut=fault == "cut")
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # the storage went away: that is what some tests are about
        finally:
            writer.close()

    async def _forward(
        self, head: bytes, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, cut: bool
    ) -> None:
        up_reader, up_writer = await asyncio.open_connection(self._to.hostname, self._to.port)
        lines = [line for line in head.split(b"\r\n") if not line.lower().startswith(b"connection:")]
        up_writer.write(b"\r\n".join([*lines[:1], b"Connection: close", *lines[1:]]))
        length = next((int(line[15:]) for line in lines if line.lower().startswith(b"content-length:")), 0)
        up_writer.write(await reader.readexactly(length))
        await up_writer.drain()
        answer = await up_reader.read()
        writer.write(answer[: len(answer) // 2] if cut else answer)
        up_writer.close()
