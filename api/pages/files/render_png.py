"""Read an SVG from standard input and write a PNG of the width in the first argument to standard output.

A process of its own: resvg does not release the lock of the interpreter while it renders, so a thread would stop the
event loop. It opens the two fonts of this folder, and no other file: pictures of this service contain no images.
"""

import os
import resource
import sys
from pathlib import Path

from resvg_py import svg_to_bytes

FAMILY = "Capaian Sans"
FONTS = sorted(str(path) for path in (Path(__file__).parent / "fonts").glob("*.ttf"))
MAX_CPU_SECONDS = 20
MAX_MEMORY_BYTES = 1024**3

if __name__ == "__main__":
    os.nice(5)
    resource.setrlimit(resource.RLIMIT_CPU, (MAX_CPU_SECONDS, MAX_CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY_BYTES, MAX_MEMORY_BYTES))
    png = svg_to_bytes(
        svg_string=sys.stdin.buffer.read().decode(),
        width=int(sys.argv[1]),
        skip_system_fonts=True,
        font_files=FONTS,
        sans_serif_family=FAMILY,
        font_family=FAMILY,
    )
    sys.stdout.buffer.write(png)
