"""Objects in a bucket, through boto3. It is used where it is installed, and asked for where it is not."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from fanfold.s3.errors import S3AccessError, S3Error
from fanfold.s3.objects import Info
from fanfold.s3.store import Listed


class BucketStore:
    """The objects of a bucket below a prefix."""

    def __init__(self, bucket: str, prefix: str) -> None:
        self._bucket = bucket
        self._prefix = f"{prefix.strip('/')}/" if prefix.strip("/") else ""
        self._client = _client()

    def url(self, key: str) -> str:
        """As an `s3:` URL."""
        return f"s3://{self._bucket}/{self._prefix}{key}"

    def info(self, key: str) -> Info | None:
        """Its head."""
        return self._told(key, lambda client, place: client.head_object(**place))

    def fetch(self, key: str, path: Path, *, part: tuple[int, int] | None = None) -> Info | None:
        """Its bytes, streamed to the file."""

        def get(client: Any, place: dict[str, str]) -> Any:
            if part is not None:
                place["Range"] = f"bytes={part[0]}-{part[0] + part[1] - 1}"
            answer = client.get_object(**place)
            with open(path, "wb") as stream:
                while data := answer["Body"].read(1 << 20):
                    stream.write(data)
            return answer

        return self._told(key, get)

    def keep(
        self, key: str, data: bytes | Path, *, content_type: str | None, metadata: Mapping[str, str] | None
    ) -> None:
        """In one upload, or in parts if boto3 finds that better."""
        more: dict[str, Any] = {"ContentType": content_type} if content_type else {}
        if metadata:
            more["Metadata"] = dict(metadata)
        place = {"Bucket": self._bucket, "Key": self._prefix + key}
        try:
            if isinstance(data, Path):
                self._client.upload_file(str(data), *place.values(), ExtraArgs=more)
            else:
                self._client.put_object(**place, Body=data, **more)
        except Exception as error:
            raise self._failed(key, error) from error

    def children(self, prefix: str) -> Iterator[Listed]:
        """Objects, and names up to the next slash."""
        for page in self._pages(prefix, Delimiter="/"):
            for found in page.get("CommonPrefixes", ()):
                yield Listed(found["Prefix"].removeprefix(self._prefix).rstrip("/"), None)
            yield from self._objects(page)

    def below(self, prefix: str) -> Iterator[Listed]:
        """All objects."""
        for page in self._pages(prefix):
            yield from self._objects(page)

    def _pages(self, prefix: str, **more: str) -> Iterator[dict[str, Any]]:
        under = f"{self._prefix}{prefix.strip('/')}/" if prefix.strip("/") else self._prefix
        pages = self._client.get_paginator("list_objects_v2")
        try:
            yield from pages.paginate(Bucket=self._bucket, Prefix=under, **more)
        except Exception as error:
            raise self._failed(prefix, error) from error

    def _objects(self, page: dict[str, Any]) -> Iterator[Listed]:
        for found in page.get("Contents", ()):
            yield Listed(found["Key"].removeprefix(self._prefix), Info(found["Size"]))

    def _told(self, key: str, ask: Any) -> Info | None:
        try:
            answer = ask(self._client, {"Bucket": self._bucket, "Key": self._prefix + key})
        except Exception as error:
            if _code(error) in ("404", "NoSuchKey", "NotFound"):
                return None
            raise self._failed(key, error) from error
        modified = answer.get("LastModified")
        return Info(
            int(answer["ContentLength"]),
            None if modified is None else modified.timestamp(),
            answer.get("ContentType"),
            answer.get("Metadata"),
        )

    def _failed(self, key: str, error: Exception) -> S3Error:
        kind = S3AccessError if _code(error) in ("403", "AccessDenied") else S3Error
        return kind(
            f"{self.url(key)}: {error}", remedy="Check the bucket's name, its region and your credentials."
        )


def _code(error: Exception) -> str:
    answer = getattr(error, "response", None) or {}
    return str(answer.get("Error", {}).get("Code", ""))


def _client() -> Any:
    try:
        boto3: Any = __import__("boto3")
    except ImportError:
        raise S3Error(
            "s3:// needs boto3, which is not installed.",
            remedy="pip install boto3; or give S3 a folder: S3(s3root='results'), S3(run=self).",
        ) from None
    return boto3.client("s3", endpoint_url=os.environ.get("METAFLOW_S3_ENDPOINT_URL") or None)
