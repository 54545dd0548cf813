"""What can go wrong with objects."""

from __future__ import annotations

from fanfold.model.errors import RunError


class S3Error(RunError):
    """Objects cannot be read or written.

    The message says which, and what the store answered.
    """

    code = "F220"
    headline = "S3 access failed"


class S3NotFoundError(S3Error):
    """There is no object of that key.

    Check the key; `list_paths` shows what there is. With `return_missing=True` it is no error.
    """

    code = "F221"
    headline = "S3 object not found"


class S3AccessError(S3Error):
    """The object is there, and may not be read or written.

    Check the credentials that boto3 finds, and the bucket's policy.
    """

    code = "F222"
    headline = "S3 access denied"


class S3URLError(S3Error):
    """A key or a URL that cannot be one.

    Without `run=self` or `s3root=`, keys are whole addresses: `s3://bucket/key`.
    """

    code = "F223"
    headline = "Invalid S3 URL"


class S3InvalidObjectError(S3Error):
    """What is no object: only text, bytes and binary streams are.

    Encode it first, with `json.dumps` or `pickle.dumps` for example.
    """

    code = "F224"
    headline = "Not a string-like object"
