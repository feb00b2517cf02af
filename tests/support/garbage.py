"""The looking for cycles: less often, and not again and again among what lives as long as the tests do.

Thousands of tests, the document and the application of a worker are a large heap, and few tests leave cycles behind: as
usual, looking for them took a quarter of the time of a worker.
"""

import gc


def pytest_configure() -> None:
    gc.set_threshold(50_000, 20, 20)


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()
