"""Run the garbage collector rarely, and exclude from it the objects that live as long as the tests.

The heap of a worker is large (thousands of tests, the document, the application), and tests create few cycles. With the
default settings the collector used a quarter of the time of a worker.
"""

import gc


def pytest_configure() -> None:
    gc.set_threshold(50_000, 20, 20)


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()
