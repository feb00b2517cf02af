"""The client returns a stored response after a 304, and sees a change with the next request.

With a directory, the responses are stored for the next run, in files that only their owner and the same key can use.
"""

import os
import stat
import subprocess
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import assert_type

import httpx
import pytest
from capaian_client import ApiResponse, Capaian, ProblemError, UnexpectedResponseError
from capaian_client.v1.models import Target, TargetPatch
from environment import URL, target_input, writer


class RecordingTransport(httpx.BaseTransport):
    """Forwards each request and records the status of the response."""

    def __init__(self) -> None:
        self.statuses: list[int] = []
        self._transport = httpx.HTTPTransport()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        response = self._transport.handle_request(request)
        self.statuses.append(response.status_code)
        return response


recording = RecordingTransport()
client = Capaian(URL, transport=recording)
first = client.targets.with_raw_response.list(limit=5)
again = client.targets.with_raw_response.list(limit=5)
assert recording.statuses == [200, 304]
assert (first.is_unchanged, again.is_unchanged) == (False, True)
assert again.status == 200
assert again.value == first.value
assert again.value is not first.value, "changing one value must not change the other"
assert again.etag == first.etag is not None
client.targets.list(limit=4).first_page()
assert recording.statuses[-1] == 200, "another URL has another response"

conditional = client.targets.with_raw_response.list(limit=5, if_none_match=first.etag or "")
assert (conditional.status, conditional.is_unchanged) == (304, True)
with pytest.raises(UnexpectedResponseError, match="304") as unexpected:
    conditional.value  # noqa: B018, it raises
assert unexpected.value.response.status_code == 304
other = client.targets.with_raw_response.list(limit=5, if_none_match='"another"')
assert (other.status, other.is_unchanged) == (200, False)

recording_without_cache = RecordingTransport()
without_cache = Capaian(URL, transport=recording_without_cache, cache_size=0)
assert list(without_cache.targets.list()) == list(without_cache.targets.list())
assert recording_without_cache.statuses == [200, 200]

draft = writer.targets.create(body=target_input("2031"))
before = assert_type(writer.targets.with_raw_response.get(draft.id), ApiResponse[Target])
assert writer.targets.with_raw_response.get(draft.id).is_unchanged
revised = writer.targets.revise(draft.id, body=TargetPatch(note="Corrected"), if_match=before.etag or "")
after = writer.targets.with_raw_response.get(draft.id)
assert (after.is_unchanged, after.value.note, after.value.revision) == (False, "Corrected", revised.revision)
with pytest.raises(ProblemError) as raised:
    writer.targets.revise(draft.id, body=TargetPatch(note="Too late"), if_match=before.etag or "")
assert (raised.value.status, raised.value.kind) == (412, "precondition-failed")

# A directory stores responses for the next run.
KEY = os.environ["WRITES"]
directory = Path(tempfile.mkdtemp()) / "cache"


@cache
def client_with_directory(url: str, key: str | None, language: str | None) -> Capaian:
    return Capaian(url, key=key, language=language, cache_dir=directory)


def read_stored(key: str | None = None, language: str | None = None, url: str = URL) -> ApiResponse[Target]:
    return client_with_directory(url, key, language).targets.with_raw_response.get(published.id)


published = next(iter(Capaian(URL).targets.list(limit=1)))
assert [read_stored().is_unchanged for _ in range(2)] == [False, True]
assert read_stored().value == published
program = (
    "import sys, capaian_client as c; url, directory, id = sys.argv[1:];"
    "print(c.Capaian(url, cache_dir=directory).targets.with_raw_response.get(id).is_unchanged)"
)
command = (sys.executable, "-c", program, URL, str(directory), str(published.id))
assert subprocess.run(command, capture_output=True, check=True, text=True).stdout == "True\n", "another process"
public_files = set(directory.iterdir())
assert not read_stored(KEY).is_unchanged, "another caller has another response"
(path,) = set(directory.iterdir()) - public_files
assert not read_stored(KEY, "en").is_unchanged, "another language too"
assert not read_stored(url=URL.replace("127.0.0.1", "localhost")).is_unchanged, "and another service"
assert read_stored(KEY).is_unchanged

files = sorted(directory.iterdir())
assert len(files) == 4
assert stat.S_IMODE(directory.stat().st_mode) == 0o700
assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
assert not any(KEY.encode() in file.read_bytes() or KEY in file.name for file in files), "no file contains the key"

# A file that is damaged, foreign or no file is ignored and replaced; other files stay.
original = path.read_bytes()
(directory / "notes.txt").write_text("mine")
for damaged in (
    b"",
    b"\x00",
    original[:-1],
    original + b"x",
    b"x" + original,
    files[0].read_bytes() * 2,
    b"[]" * 999999,
):
    path.write_bytes(damaged)
    assert not read_stored(KEY).is_unchanged
    assert read_stored(KEY).is_unchanged
for other_file in files:
    if other_file != path:
        path.write_bytes(other_file.read_bytes())
        assert not read_stored(KEY).is_unchanged, "the response to another request"
path.unlink()
os.mkfifo(path)
assert not read_stored(KEY).is_unchanged
path.unlink()
path.symlink_to("/etc/passwd")
assert not read_stored(KEY).is_unchanged
assert not path.is_symlink()
assert read_stored(KEY).value.id == published.id

# The directory is bounded, and the response used last stays.
with Capaian(URL, key=KEY, cache_dir=directory, cache_size=3) as bounded:
    for limit in range(1, 6):
        bounded.targets.list(limit=limit).first_page()
        assert bounded.targets.with_raw_response.get(published.id).is_unchanged
assert len(list(directory.glob("*.response"))) == 3
assert (directory / "notes.txt").read_text() == "mine"
assert not list(directory.glob("*.tmp"))

# A directory that others can write to is rejected, because they could forge responses.
directory.chmod(0o770)
with pytest.raises(PermissionError, match="writable by others"):
    Capaian(URL, cache_dir=directory)
