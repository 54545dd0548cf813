"""Where the objects of an `S3` lie: what `s3root`, `run`, `bucket` and `prefix` mean."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fanfold.model.variables import S3_ROOT_VARIABLES
from fanfold.s3.errors import S3URLError
from fanfold.s3.folder_store import FolderStore

if TYPE_CHECKING:
    from fanfold.s3.store import ObjectStore


def store_at(root: str) -> ObjectStore:
    """The objects below `s3://bucket/prefix`, `file:///folder` or a folder."""
    if root.startswith("s3://"):
        from fanfold.s3.bucket_store import BucketStore

        bucket, _, prefix = root.removeprefix("s3://").partition("/")
        if not bucket:
            raise S3URLError(f"{root!r} names no bucket.", remedy="Write s3://bucket/prefix.")
        return BucketStore(bucket, prefix)
    return FolderStore(folder_of(root))


def folder_of(root: str) -> Path:
    """The folder that a `file:` URL or a path names."""
    from urllib.parse import unquote, urlsplit

    if "://" not in root and not root.startswith("file:"):
        return Path(root).expanduser().absolute()
    parts = urlsplit(root)
    if parts.scheme != "file" or parts.netloc not in ("", "localhost"):
        raise S3URLError(
            f"{root!r} is neither s3:// nor a folder.",
            remedy="Write s3://bucket/prefix, file:///folder or a path.",
        )
    return Path(unquote(parts.path)).absolute()


def root_of_run(run: Any, bucket: str | None, prefix: str | None) -> str:
    """The root of a run's own objects: below the configured root if there is one, else in its folder.
    `run` is the flow (`self`) or a client's `Run`.
    """
    flow, run_id = _names(run)
    configured = _configured(bucket, prefix)
    if configured is not None:
        return f"{configured}/{flow}/{run_id}"
    from fanfold.client.home import current_home
    from fanfold.model.names import FlowName, RunId
    from fanfold.store.runids import find_run

    home = getattr(getattr(run, "_run", None), "home", None) or current_home()
    return str(find_run(home, FlowName(flow), RunId(run_id)).objects)


def _configured(bucket: str | None, prefix: str | None) -> str | None:
    if bucket is not None:
        return f"s3://{bucket}/{(prefix or '').strip('/')}".rstrip("/")
    found = next((os.environ[name] for name in S3_ROOT_VARIABLES if os.environ.get(name)), None)
    if found is None:
        return None
    found = found.rstrip("/")
    if not os.environ.get(S3_ROOT_VARIABLES[0]):
        found += "/data"
    return f"{found}/{prefix.strip('/')}" if prefix else found


def _names(run: Any) -> tuple[str, str]:
    from fanfold.client.run import Run
    from fanfold.flow.current import current

    if isinstance(run, Run):
        return run.path_components[0], run.id
    if current.flow_name is None or current.run_id is None:
        raise S3URLError(
            "S3(run=…) wants a flow that is running, or a Run.",
            remedy="In a step write S3(run=self); elsewhere name a run, or a root: S3(s3root=…).",
        )
    return current.flow_name, current.run_id
