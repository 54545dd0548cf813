"""Which commit is checked out in a folder, read from its repository's files: every run asks when it begins,
and a process for `git` would take longer than many a flow.
"""

import os
from pathlib import Path


def commit_of(folder: str) -> dict[str, str]:
    """`repo_url`, `branch_name` and `commit_sha`, as far as they are there; empty outside of a repository."""
    place = _repository_of(Path(folder))
    if place is None:
        return {}
    try:
        head = (place / "HEAD").read_text("utf-8").strip()
        common = _common_of(place)
        name = head.removeprefix("ref: ")
        found = {
            "repo_url": _url(common / "config"),
            "branch_name": name.removeprefix("refs/heads/") if name != head else "HEAD",
            "commit_sha": head if name == head else _commit(place, common, name),
        }
    except (OSError, UnicodeDecodeError):  # a broken repository is no reason not to run
        return {}
    return {name: text for name, text in found.items() if text}


def _repository_of(folder: Path) -> Path | None:
    """The folder with HEAD in it: `.git` itself, or where the file `.git` of a worktree points."""
    for above in (folder, *folder.parents):
        place = above / ".git"
        if place.is_dir():
            return place
        if place.is_file():
            try:
                text = place.read_text("utf-8")
            except (OSError, UnicodeDecodeError):
                return None
            return above / text.strip().removeprefix("gitdir: ")
    return None


def _common_of(place: Path) -> Path:
    """Where the branches are, which worktrees share."""
    try:
        return place / (place / "commondir").read_text("utf-8").strip()
    except FileNotFoundError:
        return place


def _commit(place: Path, common: Path, name: str) -> str:
    for folder in (place, common):
        if os.path.isfile(folder / name):
            return (folder / name).read_text("utf-8").strip()
    try:
        lines = (common / "packed-refs").read_text("utf-8").splitlines()
    except FileNotFoundError:
        return ""
    return next((line.partition(" ")[0] for line in lines if line.endswith(f" {name}")), "")


def _url(config: Path) -> str:
    """Where `origin` lies, without the name and the password that may stand in it."""
    try:
        lines = [line.strip() for line in config.read_text("utf-8").splitlines()]
    except FileNotFoundError:
        return ""
    if '[remote "origin"]' not in lines:
        return ""
    for line in lines[lines.index('[remote "origin"]') + 1 :]:
        key, equals, url = line.partition("=")
        if line.startswith("["):
            break
        if equals and key.strip() == "url":
            scheme, slashes, rest = url.strip().partition("://")
            return f"{scheme}://{rest.rpartition('@')[2]}" if slashes else scheme
    return ""
