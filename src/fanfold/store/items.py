"""The items of a fan, taken once, at the split, in blocks.

A block is a row of groups of items that share one pickle memo, so that a thousand items that refer to one
dict store it once; large buffers are stored once per split, by digest. Items are taken from the iterable in
groups that grow while they are cheap: a generator is never held whole in memory. A block ends when what its
items after the first group added is worth a megabyte. The index of blocks is a frame of its own, and its
place is where the fan's items lie; if there is but one short block, it lies in there.
"""

import io
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pickle import PickleBuffer, Pickler, Unpickler, dumps, loads
from typing import Any

from fanfold.model.errors import FanfoldError, UnpicklableArtifactError
from fanfold.model.named import NamedTuple
from fanfold.store.codec import OUT_OF_BAND_BYTES_MIN
from fanfold.store.digests import digest
from fanfold.store.item_copies import ItemCopies
from fanfold.store.keys import is_plain, key_of
from fanfold.store.loading import Packs
from fanfold.store.location import Location
from fanfold.store.packs import ITEMS, PackReader, PackWriter

GROUP_BYTES = 1 << 16
GROUP_ITEMS_MAX = 1024
BLOCK_BYTES = 1 << 20
BLOCK_ITEMS_MAX = 1 << 16
ONLY_BYTES_MAX = 1 << 14
_LIGHT = frozenset([type(None), bool, int, float])
_LOOKED_AT_MAX = 64
_TEXT_CHARS_MAX = 200

Name = Callable[[Any], object]

Places = list[tuple[int, int, bytes]]
"""(offset, length, digest) of large buffers."""


class Index(NamedTuple):
    """Where the blocks of a fan's items lie: the first index of each and the byte of its frame, in one
    pack. `only` is the block itself, where there is one and it is short.
    """

    width: int
    firsts: tuple[int, ...]
    offsets: tuple[int, ...]
    only: bytes | None = None

    def block(self, pack: PackReader, number: int) -> tuple[int, list[str | None] | None, Places, bytes]:
        """A block: how many items, their names where those are kept, their large buffers, their pickles."""
        data = pack.payload(self.offsets[number]) if self.only is None else self.only
        count, keys, buffers, items = loads(data)
        return count, keys, buffers, items


class ItemWriter:
    """Takes a split's items into a pack. `write(iterable)` gives how many there were and where they lie."""

    def __init__(self, pack: PackWriter, *, name: Name | None = None, width_max: int | None = None) -> None:
        self._pack = pack
        self._name = name
        self._width_max = width_max
        self._stored: dict[bytes, tuple[int, int, bytes]] = {}
        self._firsts: list[int] = []
        self._offsets: list[int] = []
        self._only: bytes | None = None
        self.width = 0

    def write(self, iterable: Iterable[Any]) -> tuple[int, Location]:
        """Take all items; gives the width and the place of their index."""
        source = iter(iterable)
        size = max(1, _light_ones(iterable))
        while self._block(source, size):
            size = 1
        index: tuple[object, ...] = (self.width, tuple(self._firsts), tuple(self._offsets))
        if self._only is not None:
            index += (self._only,)
        return self.width, self._pack.append(ITEMS, dumps(index, 5))

    def _block(self, source: Iterator[Any], size: int) -> bool:
        """Write one block, whose first group holds up to so many items; says whether there may be another."""
        block = _Block(self._name)
        first = self.width
        while group := list(islice(source, size)):
            self._count(len(group))
            grown = block.add(group, first)
            if grown < GROUP_BYTES:
                size = min(size * 2, GROUP_ITEMS_MAX)
            elif size > 1:
                size //= 2
            if block.is_full:
                break
        if block.count:
            self._firsts.append(first)
            data = block.encode(self._place)
            if first == 0 and not block.is_full and len(data) <= ONLY_BYTES_MAX:
                self._only = data
            else:
                self._offsets.append(self._pack.append(ITEMS, data).offset)
        return block.is_full

    def _count(self, more: int) -> None:
        self.width += more
        if self._width_max is not None and self.width > self._width_max:
            raise TooWide(self._width_max)

    def _place(self, view: memoryview) -> tuple[int, int, bytes]:
        name = digest(view)
        place = self._stored.get(name)
        if place is None:
            offset, length = self._pack.append_blob([view])[0]
            place = self._stored[name] = (offset, length, name)
        return place


def _light_ones(iterable: Iterable[Any]) -> int:
    """How many items at the beginning are known to be light, so that they may be pickled at once: of what is
    there as a whole anyway.
    """
    kind = type(iterable)
    if kind is range:
        return GROUP_ITEMS_MAX
    if kind is not list and kind is not tuple:
        return 0
    light = 0
    for item in islice(iterable, _LOOKED_AT_MAX):
        if type(item) not in _LIGHT and not (type(item) is str and len(item) <= _TEXT_CHARS_MAX):
            break
        light += 1
    return light


class TooWide(Exception):
    """A split has more items than `--max-num-splits` allows."""


class _Block:
    """Groups of items under one pickle memo."""

    def __init__(self, name: Name | None) -> None:
        self._name = name
        self._stream = io.BytesIO()
        self._views: list[memoryview] = []
        self._pickler = Pickler(self._stream, 5, buffer_callback=_keeper(self._views))
        self._keys: list[str | None] | None = None
        self._first_bytes = 0
        self.count = 0
        self.is_full = False

    def add(self, group: list[Any], first: int) -> int:
        """Pickle a group; gives the bytes it added."""
        before = self._stream.tell()
        try:
            self._pickler.dump(group)
        except Exception as error:  # noqa: BLE001
            raise _blame(group, first + self.count, error) from None
        self._add_keys(group)
        self.count += len(group)
        after = self._stream.tell()
        self._first_bytes = self._first_bytes or after
        self.is_full = (
            after - self._first_bytes + sum(view.nbytes for view in self._views[1:]) >= BLOCK_BYTES
            or self.count >= BLOCK_ITEMS_MAX
        )
        return after - before

    def _add_keys(self, group: list[Any]) -> None:
        if self._name is not None:
            keys = [str(self._name(item)) for item in group]
        elif self._keys is None and all(map(is_plain, group)):
            return
        else:
            keys = [key_of(item) for item in group]
        if self._keys is None:
            self._keys = [None] * self.count
        self._keys += keys

    def encode(self, place: Callable[[memoryview], tuple[int, int, bytes]]) -> bytes:
        """The block's payload, its large buffers placed."""
        return dumps(
            (self.count, self._keys, [place(view) for view in self._views], self._stream.getvalue()), 5
        )


def _keeper(views: list[memoryview]) -> Callable[[PickleBuffer], bool]:
    """Keeps large buffers in `views`. It must not know the block, which knows the pickler that calls it: in a
    circle, large items would stay in memory until Python's collector comes by.
    """

    def keep(buffer: PickleBuffer) -> bool:
        try:
            view = buffer.raw()
        except BufferError:
            return True
        if view.nbytes < OUT_OF_BAND_BYTES_MIN:
            return True
        views.append(view)
        return False

    return keep


def _blame(group: list[Any], first: int, error: Exception) -> Exception:
    """Which item could not be pickled."""
    for index, item in enumerate(group, first):
        try:
            dumps(item, 5)
        except Exception as cause:  # noqa: BLE001
            from fanfold.store.culprit import explain

            return UnpicklableArtifactError(
                f"Item {index} of the foreach ({key_of(item)}) cannot be pickled: {explain(item, cause)}.",
                remedy="Fan out over something that says where the item is (a path, an id), "
                "and open it in the step.",
            )
    return error


def _not_to_be_loaded(first: int, error: Exception) -> UnpicklableArtifactError:
    """Items that were pickled together, from this one on, cannot be read: what one of them does is at
    fault.
    """
    return UnpicklableArtifactError(
        f"An item of the foreach, number {first} or one soon after it, was pickled and cannot be unpickled: "
        f"{type(error).__name__}: {error}.",
        remedy="Look at the __reduce__, __setstate__ or __init__ of what the items are made of.",
    )


class ItemReader:
    """Hands out the items of one fan, and their names. Holds one block at a time.

    `copies` says whether items are given as they were loaded (a process that ends after its task) or each as
    a copy of its own (a process that runs many).
    """

    def __init__(self, packs: Packs, location: Location, *, copies: bool) -> None:
        self._pack = packs[location.pack]
        self._packs = packs
        self.index = Index(*loads(self._pack.payload(location.offset)))
        self._copies = copies
        self._first = self._stop = 0
        self._items: list[Any] | None = None
        self._keys: list[str | None] | None = None
        self._places: Places = []
        self._data = b""
        self._copies_of: ItemCopies | None = None

    def _open(self, index: int) -> None:
        """Read the block of an index. Its items are unpickled when one is asked for, and not for names."""
        number = bisect_right(self.index.firsts, index) - 1
        count, self._keys, self._places, self._data = self.index.block(self._pack, number)
        self._items = None
        self._first = self.index.firsts[number]
        self._stop = self._first + count

    def _at(self, index: int) -> Any:
        if self._items is None:
            self._copies_of = ItemCopies(self._packs, self._pack, self._places)
            unpickler = self._unpickler(self._data, [each.view for each in self._copies_of.mapped])
            items: list[Any] = []
            while len(items) < self._stop - self._first:
                try:
                    items += unpickler.load()
                except FanfoldError:  # the task's time is up
                    raise
                except Exception as error:
                    raise _not_to_be_loaded(self._first + len(items), error) from error
            self._items, self._data = items, b""
        return self._items[index - self._first]

    def _unpickler(self, data: bytes, buffers: list[memoryview]) -> Unpickler:
        return Unpickler(io.BytesIO(data), buffers=buffers)

    def between(self, first: int, stop: int) -> Iterator[Any]:
        """The items from `first` to `stop` - 1, as they were loaded: not to be changed."""
        while first < stop:
            if not self._first <= first < self._stop:
                self._open(first)
            self._at(first)
            assert self._items is not None
            end = min(stop, self._stop)
            yield from self._items[first - self._first : end - self._first]
            first = end

    def keys(self, first: int, stop: int) -> Iterator[str]:
        """The names of the items from `first` to `stop` - 1."""
        while first < stop:
            if not self._first <= first < self._stop:
                self._open(first)
            end = min(stop, self._stop)
            low, high = first - self._first, end - self._first
            if self._keys is None:
                yield from map(key_of, self.between(first, end))
            else:
                stored = self._keys[low:high]
                yield from (
                    self.key(index) if key is None else key for index, key in enumerate(stored, first)
                )
            first = end

    def key(self, index: int) -> str:
        """The item's name."""
        if not self._first <= index < self._stop:
            self._open(index)
        stored = self._keys[index - self._first] if self._keys is not None else None
        if stored is not None:
            return stored
        try:
            item = self._at(index)
        except UnpicklableArtifactError:
            assert self._keys is not None, "what is plain can be loaded"
            self._keys = [
                str(number) if key is None else key for number, key in enumerate(self._keys, self._first)
            ]
            return str(index)
        return str(item) if type(item) is int else key_of(item)

    def item(self, index: int) -> Any:
        """The item, which the caller may change."""
        if not self._first <= index < self._stop:
            self._open(index)
        items = self._items
        item = items[index - self._first] if items is not None else self._at(index)
        if not self._copies or type(item) in _IMMUTABLE:
            return item
        assert self._copies_of is not None
        return self._copies_of.of(item)


_IMMUTABLE = frozenset([type(None), bool, int, float, str, bytes, complex, range])
