"""Tags of a run: what people may add to it and take away again, also while it runs and long after."""

from __future__ import annotations

from collections.abc import Iterable

from fanfold.model.errors import TagError
from fanfold.store import runjson
from fanfold.store.folder import RunFolder
from fanfold.store.runjson import RunRecord

TAGS_MAX = 50
TAG_CHARS_MAX = 500

Tags = str | Iterable[str]


def changed(folder: RunFolder, removed: Tags, added: Tags) -> None:
    """Take away the one and add the other, at once.

    Raises:
        TagError: one of them is no tag, there would be too many, or one to be removed is the system's.
    """
    gone, new = checked(removed), checked(added)

    def change(record: RunRecord) -> RunRecord:
        _refuse(gone, record)
        kept = [tag for tag in record.tags if tag not in gone]
        tags = kept + [tag for tag in new if tag not in kept and tag not in record.system_tags]
        if len(tags) > TAGS_MAX:
            raise TagError(
                f"Run {record.run_id} would have {len(tags)} tags, and {TAGS_MAX} are the most.",
                remedy="Remove some first.",
            )
        return record._replace(tags=tuple(tags))

    runjson.update(folder, change)


def _refuse(gone: list[str], record: RunRecord) -> None:
    for tag in gone:
        if tag in record.system_tags:
            raise TagError(
                f"The tag {tag!r} is the system's and stays.",
                remedy="Only tags that people gave can be removed.",
            )


def checked(tags: Tags) -> list[str]:
    """The tags, each once, in the order given.

    Raises:
        TagError: one is empty, too long, or no text.
    """
    given = [tags] if isinstance(tags, str | bytes) else list(tags)
    return list(dict.fromkeys(_checked(tag) for tag in given))


def _checked(tag: object) -> str:
    if isinstance(tag, bytes):
        tag = tag.decode("utf-8", "replace")
    if not isinstance(tag, str):
        raise TagError(f"A tag is a text, and {tag!r} is a {type(tag).__name__}.", remedy="Write str(…).")
    if not 1 <= len(tag) <= TAG_CHARS_MAX:
        raise TagError(
            f"The tag {tag[:40]!r}{'…' if len(tag) > 40 else ''} has {len(tag)} characters.",
            remedy=f"A tag has 1 to {TAG_CHARS_MAX}.",
        )
    return tag
