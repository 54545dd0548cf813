"""`S3` and its objects, where some code imports them from."""

from __future__ import annotations

from fanfold.s3 import S3, S3GetObject, S3Object, S3PutObject
from fanfold.s3 import S3AccessError as MetaflowS3AccessDenied
from fanfold.s3 import S3Error as MetaflowS3Exception
from fanfold.s3 import S3InvalidObjectError as MetaflowS3InvalidObject
from fanfold.s3 import S3NotFoundError as MetaflowS3NotFound
from fanfold.s3 import S3URLError as MetaflowS3URLException
