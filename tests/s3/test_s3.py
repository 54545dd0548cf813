"""Objects by key: in a folder, beside a run, and in a bucket through boto3."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from fanfold import S3, Run
from fanfold.s3 import (
    S3AccessError,
    S3Error,
    S3GetObject,
    S3InvalidObjectError,
    S3NotFoundError,
    S3PutObject,
    S3URLError,
)
from tests.flow_process import run_fanfold


@pytest.fixture(params=["folder", "url", "bucket"])
def root(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A root of each kind."""
    if request.param == "bucket":
        boto3 = ModuleType("boto3")
        bucket = Bucket()
        boto3.client = lambda name, endpoint_url=None: bucket  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, "boto3", boto3)
        return "s3://data/team/"
    folder = tmp_path / "a folder"
    return str(folder) if request.param == "folder" else folder.as_uri()


def test_what_was_put_is_got_again(root: str) -> None:
    with S3(s3root=root) as s3:
        url = s3.put("models/best", "weights ü")
        found = s3.get("models/best")
        assert (found.text, found.blob, found.size) == ("weights ü", "weights ü".encode(), 10)
        assert (found.key, found.url, found.exists, found.downloaded) == ("models/best", url, True, True)
        assert url.endswith("/models/best")
        path = Path(str(found.path))
        assert path.is_file()
    assert not path.exists(), "local copies last as long as the block"
    with S3() as s3:
        assert s3.get(url).text == "weights ü", "the URL is enough"


def test_many_objects_go_and_come_in_their_order(root: str, tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text("a,b", encoding="utf-8")
    with S3(s3root=root) as s3:
        written = s3.put_many([("x/1", b"one"), ("x/2", io.BytesIO(b"two")), S3PutObject("y", "why")])
        assert [key for key, _ in written] == ["x/1", "x/2", "y"]
        s3.put_files([("t/table", str(tmp_path / "table.csv"))])
        assert [each.text for each in s3.get_many(["x/2", "y", "t/table"])] == ["two", "why", "a,b"]
        assert s3.get(S3GetObject("t/table", 2, 1)).text == "b"
        assert {each.key: each.text for each in s3.get_all()} == {
            "x/1": "one",
            "x/2": "two",
            "y": "why",
            "t/table": "a,b",
        }
        assert [each.key for each in s3.get_recursive(["x"])] == ["x/1", "x/2"]


def test_listing_tells_objects_from_names_that_lead_to_others(root: str) -> None:
    with S3(s3root=root) as s3:
        s3.put_many([("x/1", "one"), ("x/deep/2", "two"), ("y", "why")])
        assert sorted((each.key, each.exists) for each in s3.list_paths()) == [("x", False), ("y", True)]
        assert sorted((each.key, each.exists) for each in s3.list_paths(["x"])) == [
            ("x/1", True),
            ("x/deep", False),
        ]
        assert sorted((each.key, each.size) for each in s3.list_recursive()) == [
            ("x/1", 3),
            ("x/deep/2", 3),
            ("y", 3),
        ]
        assert s3.list_paths(["nothing"]) == []


def test_what_is_not_there_is_an_error_or_an_answer(root: str) -> None:
    with S3(s3root=root) as s3:
        with pytest.raises(S3NotFoundError, match="gone"):
            s3.get("gone")
        with pytest.raises(S3NotFoundError):
            s3.info("gone")
        assert not s3.get("gone", return_missing=True).exists
        assert [each.exists for each in s3.info_many(["gone"], return_missing=True)] == [False]


def test_what_is_there_is_kept_where_that_is_asked_for(root: str) -> None:
    with S3(s3root=root) as s3:
        s3.put("k", "old", content_type="text/plain", metadata={"by": "me"})
        assert s3.put_many([("k", "new"), ("l", "new")], overwrite=False) == [("l", s3.info("l").url)]
        s3.put("k", "new", overwrite=False)
        found = s3.info("k")
        assert (found.size, found.content_type, found.metadata) == (3, "text/plain", {"by": "me"})
        assert not found.downloaded
        assert found.has_info
        assert s3.get("k").text == "old"


def test_what_is_no_object_or_no_key_is_refused(tmp_path: Path) -> None:
    with S3(s3root=str(tmp_path / "o")) as s3:
        with pytest.raises(S3InvalidObjectError, match="dict"):
            s3.put("k", {"a": 1})
        for key in ("../k", "/etc/passwd", "a/../../b", "s3://b/k"):
            with pytest.raises(S3URLError):
                s3.put(key, "x")
        s3.put("k", "x")
        with pytest.raises(S3Error, match="k/below"):
            s3.put("k/below", "x")
        with pytest.raises(S3NotFoundError, match=r"none\.csv"):
            s3.put_files([("k", "none.csv")])
    for wrong in (
        lambda: S3().get("k"),
        lambda: S3(s3root="gs://b/k"),
        lambda: S3(run=1),
        lambda: S3().list_paths(),
    ):
        with pytest.raises(S3URLError):
            wrong()


def test_a_bucket_needs_boto3_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "boto3", None)
    with pytest.raises(S3Error, match="boto3, which is not installed"):
        S3(s3root="s3://data/team")


def test_what_a_bucket_refuses_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    boto3 = ModuleType("boto3")
    boto3.client = lambda name, endpoint_url=None: Bucket(is_closed=True)  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "boto3", boto3)
    with S3(s3root="s3://data") as s3, pytest.raises(S3AccessError, match="s3://data/k"):
        s3.get("k")


FLOW = """
from metaflow import FlowSpec, S3, step

class Files(FlowSpec):
    @step
    def start(self):
        self.names = ["a", "b"]
        with S3(run=self) as s3:
            self.url = s3.put("input", "of the run")
        self.next(self.work, foreach="names")

    @step
    def work(self):
        with S3(run=self) as s3:
            s3.put(f"parts/{self.input}", s3.get("input").text + " " + self.input)
        self.next(self.join)

    @step
    def join(self, inputs):
        with S3(run=self) as s3:
            self.parts = [each.text for each in s3.get_recursive(["parts"])]
        self.next(self.end)

    @step
    def end(self):
        print(self.parts)
"""


@pytest.mark.processes
def test_the_objects_of_a_run_lie_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "files.py").write_text(FLOW, encoding="utf-8")
    home = tmp_path / "runs"
    done = run_fanfold("run", "files.py", home=home, folder=tmp_path)
    assert "['of the run a', 'of the run b']" in done.out, str(done)
    monkeypatch.setenv("FANFOLD_HOME", str(home))
    (folder,) = (home / "Files").iterdir()
    run = Run(f"Files/{folder.name}", _namespace_check=False)
    with S3(run=run) as s3:
        assert [each.key for each in s3.list_recursive()] == ["input", "parts/a", "parts/b"]
        assert Path(s3.info("input").url.removeprefix("file://")).is_relative_to(run.path)
    monkeypatch.setenv("METAFLOW_DATATOOLS_S3ROOT", str(tmp_path / "configured"))
    with S3(run=run) as s3:
        s3.put("k", "v")
    assert (tmp_path / "configured" / "Files" / run.id / "k").read_text() == "v"


RESUMED = """
from metaflow import FlowSpec, S3, current, step

class Resumed(FlowSpec):
    @step
    def start(self):
        with S3(run=self) as s3:
            s3.put("deep/er", "kept by start", metadata={"by": "start"})
        self.next(self.end)

    @step
    def end(self):
        with S3(run=self) as s3:
            print(s3.get("deep/er").text, s3.info("deep/er").metadata)
            if current.origin_run_id is None:
                raise ValueError("at first")
            s3.put("deep/er", "anew", metadata={"by": "end"})
"""


@pytest.mark.processes
def test_a_resumed_run_finds_what_reused_tasks_kept_and_leaves_the_origin_alone(tmp_path: Path) -> None:
    (tmp_path / "resumed.py").write_text(RESUMED, encoding="utf-8")
    home = tmp_path / "runs"
    assert run_fanfold("run", "resumed.py", home=home, folder=tmp_path).exit_code == 1
    done = run_fanfold("resume", "resumed.py", home=home, folder=tmp_path)
    assert "kept by start {'by': 'start'}" in done.out, str(done)
    origin, resumed = sorted((home / "Resumed").glob("*/s3"))
    with S3(s3root=str(origin)) as s3:
        assert (s3.get("deep/er").text, s3.info("deep/er").metadata) == ("kept by start", {"by": "start"})
    with S3(s3root=str(resumed)) as s3:
        assert (s3.get("deep/er").text, s3.info("deep/er").metadata) == ("anew", {"by": "end"})


class NotThere(Exception):
    """As boto3 raises."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.response = {"Error": {"Code": code}}


class Bucket:
    """As much of boto3's client as is used, in memory."""

    def __init__(self, *, is_closed: bool = False) -> None:
        self.objects: dict[str, tuple[bytes, dict[str, Any]]] = {}
        self.is_closed = is_closed

    def _found(self, key: str) -> dict[str, Any]:
        if self.is_closed:
            raise NotThere("403")
        if key not in self.objects:
            raise NotThere("404")
        data, more = self.objects[key]
        from datetime import UTC, datetime

        return {"ContentLength": len(data), "LastModified": datetime.now(UTC), **more}

    def head_object(self, Bucket: str, Key: str) -> dict[str, Any]:  # noqa: N803 - as boto3 names it
        """What is known of it."""
        return self._found(Key)

    def get_object(self, Bucket: str, Key: str, Range: str = "") -> dict[str, Any]:  # noqa: N803
        """Its bytes, or some of them."""
        found, data = self._found(Key), self.objects[Key][0]
        if Range:
            first, last = map(int, Range.removeprefix("bytes=").split("-"))
            data = data[first : last + 1]
        return found | {"Body": io.BytesIO(data), "ContentLength": len(data)}

    def put_object(self, Bucket: str, Key: str, Body: bytes, **more: Any) -> None:  # noqa: N803
        """Keep it."""
        self.objects[Key] = (Body, more)

    def upload_file(self, path: str, bucket: str, key: str, ExtraArgs: dict[str, Any]) -> None:  # noqa: N803
        """Keep a file."""
        self.objects[key] = (Path(path).read_bytes(), ExtraArgs)

    def get_paginator(self, name: str) -> Bucket:
        """Itself."""
        assert name == "list_objects_v2"
        return self

    def paginate(self, Bucket: str, Prefix: str, Delimiter: str = "") -> Iterator[dict[str, Any]]:  # noqa: N803
        """One key a page."""
        shown = set()
        for key, (data, _) in sorted(self.objects.items()):
            rest = key.removeprefix(Prefix)
            if not key.startswith(Prefix):
                continue
            if Delimiter and Delimiter in rest:
                shown.add(Prefix + rest.split(Delimiter)[0] + Delimiter)
            else:
                yield {"Contents": [{"Key": key, "Size": len(data)}]}
        yield {"CommonPrefixes": [{"Prefix": name} for name in sorted(shown)]}
