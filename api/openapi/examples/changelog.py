"""Example of the changelog: the first release."""

CHANGELOG_EXAMPLES: dict[str, object] = {
    "read_changelog": {
        "releases": [
            {
                "version": "0.1.0",
                "released_on": "2026-11-24",
                "entries": [
                    {
                        "kind": "added",
                        "text": "`as_of` selects what had been stated by a day; `known_at` selects what was recorded "
                        "at a time.",
                    }
                ],
                "renamed": [],
                "api_changes": [],
            }
        ]
    }
}
