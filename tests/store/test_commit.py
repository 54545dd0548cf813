"""The commit that is checked out is read from the repository's files, however they lie."""

from __future__ import annotations

from pathlib import Path

from fanfold.store.commit import commit_of

SHA = "0123456789abcdef0123456789abcdef01234567"


def repository(place: Path, *, head: str = "ref: refs/heads/topic/one") -> Path:
    """A repository with just what is read of it."""
    git = place / ".git"
    (git / "refs/heads/topic").mkdir(parents=True)
    (git / "HEAD").write_text(f"{head}\n")
    (git / "refs/heads/topic/one").write_text(f"{SHA}\n")
    return git


def test_branch_commit_and_origin_are_told_and_a_password_is_not(tmp_path: Path) -> None:
    git = repository(tmp_path)
    (git / "config").write_text(
        '[core]\n\turl = no\n[remote "origin"]\n\tfetch = +x\n\turl = https://me:secret@host/a.git\n'
    )
    (tmp_path / "flows/deep").mkdir(parents=True)
    assert commit_of(str(tmp_path / "flows/deep")) == {
        "repo_url": "https://host/a.git",
        "branch_name": "topic/one",
        "commit_sha": SHA,
    }


def test_a_commit_without_a_branch_and_packed_branches_are_found(tmp_path: Path) -> None:
    git = repository(tmp_path, head=SHA)
    assert commit_of(str(tmp_path)) == {"branch_name": "HEAD", "commit_sha": SHA}
    (git / "HEAD").write_text("ref: refs/heads/packed\n")
    assert commit_of(str(tmp_path)) == {"branch_name": "packed"}, "a branch without a commit yet"
    (git / "packed-refs").write_text(f"# pack-refs\n{SHA} refs/heads/packed\n")
    assert commit_of(str(tmp_path)) == {"branch_name": "packed", "commit_sha": SHA}


def test_a_worktree_shares_the_branches_of_its_repository(tmp_path: Path) -> None:
    git = repository(tmp_path / "main")
    own = git / "worktrees/other"
    own.mkdir(parents=True)
    (own / "HEAD").write_text("ref: refs/heads/topic/one\n")
    (own / "commondir").write_text("../..\n")
    (tmp_path / "other").mkdir()
    (tmp_path / "other/.git").write_text(f"gitdir: {own}\n")
    assert commit_of(str(tmp_path / "other")) == {"branch_name": "topic/one", "commit_sha": SHA}


def test_what_is_no_repository_or_a_broken_one_says_nothing(tmp_path: Path) -> None:
    assert commit_of("/") == {}
    (tmp_path / ".git").mkdir()
    assert commit_of(str(tmp_path)) == {}
    (tmp_path / ".git/HEAD").write_bytes(b"\xff\xfe")
    assert commit_of(str(tmp_path)) == {}
