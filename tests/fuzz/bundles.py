"""Writes the index of a checkpoint by hand: its checksums are right, whatever it says, so that TensorFlow reads on.

It is a table of keys and values as LevelDB has it, with one block; the values are TensorFlow's `BundleHeaderProto`,
under an empty key, and a `BundleEntryProto` for each variable.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

_MAGIC = 0xDB4775248B80FB57
_UNCOMPRESSED = b"\x00"

HEADER = b"\x08\x01\x1a\x02\x08\x01"
"""One file of values, little-endian, written by version 1."""


def entry(dtype: int, shape: Sequence[int] | None, *, shard: int = 0, offset: int = 0, size: int = 4) -> bytes:
    """Return the entry of a variable; a shape of None says that its rank is not known."""
    dims = b"\x18\x01" if shape is None else b"".join(_message(2, _number(1, dim)) for dim in shape)
    return _number(1, dtype) + _message(2, dims) + _number(3, shard) + _number(4, offset) + _number(5, size)


def index(entries: Sequence[tuple[bytes, bytes]]) -> bytes:
    """Return an index of these keys and values, in this order."""
    content, handle = _placed(_block(entries), 0)
    handles = [handle]
    for block in ([], [(b"\xff", handle)]):
        part, handle = _placed(_block(block), len(content))
        content, handles = content + part, [*handles, handle]
    return content + (handles[1] + handles[2]).ljust(40, b"\x00") + struct.pack("<Q", _MAGIC)


def _block(entries: Sequence[tuple[bytes, bytes]]) -> bytes:
    """Each key is written out, so each is a place to start from."""
    content, starts = b"", []
    for key, value in entries:
        starts.append(len(content))
        content += varint(0) + varint(len(key)) + varint(len(value)) + key + value
    starts = starts or [0]
    return content + struct.pack(f"<{len(starts) + 1}I", *starts, len(starts))


def _placed(block: bytes, offset: int) -> tuple[bytes, bytes]:
    """Return what is written of a block, and the handle by which it is found."""
    checksum = _crc32c(block + _UNCOMPRESSED)
    masked = ((checksum >> 15 | checksum << 17) + 0xA282EAD8) & 0xFFFFFFFF
    return block + _UNCOMPRESSED + struct.pack("<I", masked), varint(offset) + varint(len(block))


def varint(number: int) -> bytes:
    """Return a number, seven bits a byte; a negative one as 64 bits."""
    number &= 0xFFFFFFFFFFFFFFFF
    written = b""
    while number > 0x7F:
        written += bytes([number & 0x7F | 0x80])
        number >>= 7
    return written + bytes([number])


def _number(field: int, number: int) -> bytes:
    return varint(field << 3) + varint(number)


def _message(field: int, content: bytes) -> bytes:
    return varint(field << 3 | 2) + varint(len(content)) + content


def _crc32c(content: bytes) -> int:
    checksum = 0xFFFFFFFF
    for byte in content:
        checksum ^= byte
        for _ in range(8):
            checksum = checksum >> 1 ^ (0x82F63B78 if checksum & 1 else 0)
    return checksum ^ 0xFFFFFFFF
