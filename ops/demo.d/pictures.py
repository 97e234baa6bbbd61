"""The pictures of the calendars: drawn here, as PNG files, each with a place and a camera noted in it.

What an office's picture becomes must be the same picture without those notes: the demo works out by itself which bytes
that is, and never asks Crier.
"""

import hashlib
import struct
import zlib
from pathlib import Path

SIGNATURE = b"\x89PNG\r\n\x1a\n"
PLACE = b"Comment\x00taken at 52.2583 N, 4.0106 W by the duty officer's telephone"

# name: background, foreground, bars
PICTURES = {
    "bridge.png": ((196, 214, 224), (74, 88, 99), 9),
    "warm-spaces.png": ((250, 226, 192), (160, 72, 40), 4),
    "market.png": ((214, 232, 205), (52, 104, 60), 7),
    "procession.png": ((225, 216, 236), (92, 60, 122), 12),
    "clinic.png": ((205, 232, 232), (24, 104, 110), 5),
    "vaccine.png": ((238, 238, 210), (120, 110, 30), 6),
}
WIDTH, HEIGHT = 640, 360


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def drawing(background, foreground, bars):
    """Bars before a background: enough to tell one picture from another."""
    rows = bytearray()
    for y in range(HEIGHT):
        rows.append(0)
        for x in range(WIDTH):
            bar = x * bars * 2 // WIDTH
            is_bar = bar % 2 == 1 and y > HEIGHT * (bar % 5 + 1) // 8
            rows += bytes(foreground if is_bar else background)
    return bytes(rows)


def files(name):
    """The picture as it comes out of the camera, and as it may go out."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0))
    body = chunk(b"IDAT", zlib.compress(drawing(*PICTURES[name]), 9))
    end = chunk(b"IEND", b"")
    return SIGNATURE + head + chunk(b"tEXt", PLACE) + body + end, SIGNATURE + head + body + end


def draw(folder):
    """Writes all pictures; gives the SHA-256 under which each must be seen, by its path as calendars write it."""
    folder = Path(folder)
    folder.mkdir(exist_ok=True)
    digests = {}
    for name in PICTURES:
        taken, clean = files(name)
        (folder / name).write_bytes(taken)
        digests[f"{folder.name}/{name}"] = hashlib.sha256(clean).hexdigest()
    return digests
