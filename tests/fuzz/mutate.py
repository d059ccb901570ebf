"""Damages real files at random: as failing drives, broken programs and attackers do."""

from __future__ import annotations

import io
import random
import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable

from indexer.extract import FAMILIES, RAW_ENDINGS
from tests.samples import sample

# Raw files are of few kinds, whatever they are called.
_RAW_SHARE = 0.15
_ENDINGS = sorted(set(FAMILIES) - RAW_ENDINGS)
_RAW = sorted(RAW_ENDINGS)
_LARGE = (0, 1, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF, 0x80000000, 0x10000)
_BOMB_BYTES = 40_000_000
SIZE = (96, 72)
SEEDS = 40


def mutated(number: int, seed: int) -> tuple[str, bytes, str]:
    """A damaged file: its ending, what is in it, and what was done to it."""
    rng = random.Random(f"{seed} {number}")
    ending = rng.choice(_RAW if rng.random() < _RAW_SHARE else _ENDINGS)
    content = sample(ending, rng.randrange(SEEDS), SIZE)
    done = []
    for _ in range(rng.choice((1, 1, 1, 2, 3))):
        mutate = rng.choice(_MUTATIONS)
        content = mutate(rng, content)
        done.append(mutate.__name__.lstrip("_"))
    if rng.random() < 0.08:
        done.append(f"was {ending}")
        ending = rng.choice(_ENDINGS)
    return ending, content, ", ".join(done)


def _place(rng: random.Random, content: bytes) -> int:
    """Heads, where formats say what follows, are hit as often as all the rest."""
    return rng.randrange(min(len(content), 256) if rng.random() < 0.5 else len(content))


def _bits(rng: random.Random, content: bytes) -> bytes:
    if not content:
        return content
    found = bytearray(content)
    for _ in range(rng.choice((1, 2, 8, 64))):
        found[_place(rng, content)] ^= 1 << rng.randrange(8)
    return bytes(found)


def _noise(rng: random.Random, content: bytes) -> bytes:
    start = rng.randrange(len(content) + 1)
    length = rng.choice((4, 64, 1024))
    return content[:start] + rng.randbytes(length) + content[start + length :]


def _cut(rng: random.Random, content: bytes) -> bytes:
    return content[: rng.randrange(len(content) + 1)]


def _blocks(rng: random.Random, content: bytes) -> bytes:
    """Two blocks change places."""
    size = rng.choice((16, 64, 512))
    blocks = [content[start : start + size] for start in range(0, len(content), size)]
    if len(blocks) > 1:
        one, other = rng.sample(range(len(blocks)), 2)
        blocks[one], blocks[other] = blocks[other], blocks[one]
    return b"".join(blocks)


def _zeros(rng: random.Random, content: bytes) -> bytes:
    start, length = rng.randrange(len(content) + 1), rng.choice((8, 128, 4096))
    return (
        content[:start] + b"\0" * len(content[start : start + length]) + content[start + length :]
    )


def _doubled(rng: random.Random, content: bytes) -> bytes:
    start = rng.randrange(len(content) + 1)
    block = content[start : start + rng.choice((16, 256, 4096))]
    return content[:start] + block * rng.choice((2, 20)) + content[start:]


def _length(rng: random.Random, content: bytes) -> bytes:
    """A number that may be a length, an offset or a count."""
    kind = rng.choice(("<H", ">H", "<I", ">I"))
    size = struct.calcsize(kind)
    if len(content) < size:
        return content
    start = min(_place(rng, content), len(content) - size)
    (was,) = struct.unpack_from(kind, content, start)
    value = rng.choice((*_LARGE, was + 1, was - 1, was * 2)) % (1 << 8 * size)
    return content[:start] + struct.pack(kind, value) + content[start + size :]


def _number(rng: random.Random, content: bytes) -> bytes:
    """A number written in digits, as in PDF and XML."""
    found = list(re.finditer(rb"\d+", content))
    if not found:
        return content
    match = rng.choice(found)
    value = rng.choice((b"0", b"-1", b"65536", b"99999999999", b"1e300", b""))
    return content[: match.start()] + value + content[match.end() :]


def _joined(rng: random.Random, content: bytes) -> bytes:
    other = sample(rng.choice(_ENDINGS), rng.randrange(SEEDS), SIZE)
    return content + other if rng.random() < 0.5 else other + content


def _tags(rng: random.Random, content: bytes) -> bytes:
    """Markup nested without end, or never closed."""
    tag = rng.choice((b"<div>", b"<p><b>", b"> ", b"<table><tr><td>", b"<ul><li>"))
    start = rng.randrange(len(content) + 1)
    return content[:start] + tag * rng.choice((10, 3000)) + content[start:]


def _member(rng: random.Random, content: bytes) -> bytes:
    """A member of a zip archive: damaged inside, gone, called otherwise, or a bomb."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [(info.filename, archive.read(info)) for info in archive.infolist()]
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError):
        return _bits(rng, content)
    if not members:
        return content
    index = rng.randrange(len(members))
    name, data = members[index]
    match rng.randrange(6):
        case 0:
            del members[index]
        case 1:
            members[index] = (f"../{name}", data)
        case 2:
            members[index] = (name, data[: len(data) // 2] + b" " * _BOMB_BYTES)
        case 3:
            members.append((name, data))
        case _:
            members[index] = (name, rng.choice((_bits, _cut, _number, _tags, _noise))(rng, data))
    buffer = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        warnings.simplefilter("ignore")  # of a name that comes twice
        for name, data in members:
            archive.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def _chunk(rng: random.Random, content: bytes) -> bytes:
    """A PNG's chunk, with a checksum that is right."""
    if not content.startswith(b"\x89PNG"):
        return _length(rng, content)
    chunks, at = [], 8
    while at + 12 <= len(content):
        (length,) = struct.unpack_from(">I", content, at)
        chunks.append((content[at + 4 : at + 8], content[at + 8 : at + 8 + length]))
        at += 12 + length
    if not chunks:
        return content
    index = rng.randrange(len(chunks))
    name, data = chunks[index]
    chunks[index] = name, rng.choice((_length, _bits, _cut, _noise))(rng, data)
    return content[:8] + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in chunks
    )


_MUTATIONS: tuple[Callable[[random.Random, bytes], bytes], ...] = (
    _bits, _bits, _noise, _cut, _blocks, _zeros, _doubled, _length, _length, _number, _joined,
    _tags, _member, _member, _chunk,
)  # fmt: skip
