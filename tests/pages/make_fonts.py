"""Write the fonts of PNG files: subsets of Source Sans 3 with another name.

    npm pack @expo-google-fonts/source-sans-3 && tar xf expo-google-fonts-source-sans-3-*.tgz
    pip install fonttools && python -m tests.pages.make_fonts package

The license (OFL.txt) reserves the name "Source" for fonts that are not modified.
"""

import sys
from pathlib import Path

from fontTools import subset  # type: ignore[import-not-found]  # installed only for this script

NAME = "Capaian Sans"
FONTS = {"regular": ("400Regular", "Regular"), "semibold": ("600SemiBold", "SemiBold")}
# Latin, punctuation, currencies, arrows, mathematical signs, and the signs of verdicts.
CHARACTERS = "U+0020-017F,U+2010-2026,U+2030,U+20A0-20BF,U+2190-2193,U+2212,U+2248,U+2260-2265,U+2713,U+2717"


def write_font(source: Path, target: Path, style: str) -> None:
    options = subset.Options(
        layout_features=["kern", "mark", "ccmp"], hinting=False, name_IDs=[0, 1, 2, 3, 4, 6, 13, 14, 16, 17]
    )
    font = subset.load_font(str(source), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=subset.parse_unicodes(CHARACTERS))
    subsetter.subset(font)
    names = {1: f"{NAME} {style}".removesuffix(" Regular"), 3: f"{NAME} {style}", 4: f"{NAME} {style}"}
    for record in list(font["name"].names):
        new = {**names, 6: f"{NAME}-{style}".replace(" ", ""), 16: NAME}.get(record.nameID)
        if new is not None:
            record.string = new
    subset.save_font(font, str(target), options)


if __name__ == "__main__":
    for file, (folder, style) in FONTS.items():
        write_font(
            Path(sys.argv[1]) / folder / f"SourceSans3_{folder}.ttf",
            Path(__file__).parent / "fonts" / f"capaian-sans-{file}.ttf",
            style,
        )
