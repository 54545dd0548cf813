"""`S3`: objects by key, in a bucket, in a folder, or beside the run.

The names are those that flows know. Where no bucket is configured, the objects of a run lie in its folder, so
that a flow that stores its files with `S3(run=self)` runs on a machine that has never heard of a cloud.
"""

from __future__ import annotations

from fanfold.s3.errors import S3AccessError, S3Error, S3InvalidObjectError, S3NotFoundError, S3URLError
from fanfold.s3.objects import S3GetObject, S3Object, S3PutObject
from fanfold.s3.s3 import S3

__all__ = [
    "S3",
    "S3AccessError",
    "S3Error",
    "S3GetObject",
    "S3InvalidObjectError",
    "S3NotFoundError",
    "S3Object",
    "S3PutObject",
    "S3URLError",
]
