"""An example of the changelog: the first release."""

OF_RELEASES: dict[str, object] = {
    "read_changelog": {
        "releases": [
            {
                "version": "0.1.0",
                "date": "2026-11-24",
                "entries": [
                    {
                        "kind": "added",
                        "text": "`as_of` answers with what had been stated by a day; `known_at` with what this service "
                        "held at a moment.",
                    }
                ],
                "contract": [],
            }
        ]
    }
}
