"""Output files appear complete or not at all, and no link, directory or pipe is followed."""

import os
from pathlib import Path

import pytest

from api.regular_file import NotRegularFileError, OutputFileError, open_regular_log, read_regular_file, replace_file


def write(path: Path, content: bytes = b"new") -> None:
    with replace_file(path) as file:
        file.write(content)


def test_a_file_is_created_or_replaced_and_nothing_remains_next_to_it(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    write(path, b"first")
    write(path, b"second")
    assert path.read_bytes() == b"second"
    assert [file.name for file in tmp_path.iterdir()] == ["t.csv"]


def test_the_permissions_follow_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write(tmp_path / "t.csv")
    finally:
        os.umask(before)
    assert (tmp_path / "t.csv").stat().st_mode & 0o777 == 0o640


def test_after_an_error_the_old_file_remains(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("old")
    with pytest.raises(ZeroDivisionError), replace_file(path) as file:
        file.write(b"%d" % (1 // 0))
    assert path.read_text() == "old"
    assert [file.name for file in tmp_path.iterdir()] == ["t.csv"]


def test_a_link_at_the_part_name_is_neither_followed_nor_deleted(tmp_path: Path) -> None:
    """Fails if the part is opened with a fixed name, as before: the file of the other user was overwritten."""
    other = tmp_path / "other"
    other.write_text("of another user")
    (tmp_path / "t.csv.part").symlink_to(other)
    write(tmp_path / "t.csv")
    assert other.read_text() == "of another user"
    assert (tmp_path / "t.csv.part").is_symlink()


@pytest.mark.parametrize("exists", [True, False])
def test_a_link_is_not_written_to(tmp_path: Path, exists: bool) -> None:
    other = tmp_path / "other"
    if exists:
        other.write_text("of another user")
    (tmp_path / "t.csv").symlink_to(other)
    with pytest.raises(OutputFileError, match="it is a link"):
        write(tmp_path / "t.csv")
    assert (tmp_path / "t.csv").is_symlink()
    assert not exists or other.read_text() == "of another user"


def test_a_link_that_appears_during_the_download_is_not_replaced(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    with pytest.raises(OutputFileError, match="it is a link"), replace_file(path):
        path.symlink_to(tmp_path / "other")
    assert path.is_symlink()
    assert not (tmp_path / "other").exists()


@pytest.mark.parametrize(
    ("name", "reason"),
    [("directory", "not a regular file"), ("pipe", "not a regular file"), ("none/t.csv", "No such file"),
     ("file/t.csv", "Not a directory"), ("x" * 300, "File name too long")],
)  # fmt: skip
def test_what_is_not_a_file_is_rejected_in_both_languages(tmp_path: Path, name: str, reason: str) -> None:
    (tmp_path / "directory").mkdir()
    (tmp_path / "file").touch()
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OutputFileError, match=reason) as rejected:
        write(tmp_path / name)
    assert "tidak dapat ditulis" in rejected.value.indonesian
    assert "cannot be written" in rejected.value.english


def test_reading_stops_at_the_limit_and_rejects_links_and_pipes(tmp_path: Path) -> None:
    """Without O_NONBLOCK, opening the pipe waits for a writer."""
    path = tmp_path / "file"
    path.write_bytes(b"x" * 100)
    assert read_regular_file(path, 10).content == b"x" * 10
    (tmp_path / "link").symlink_to(path)
    assert read_regular_file(tmp_path / "link", 10, follow_link=True).content == b"x" * 10
    os.mkfifo(tmp_path / "pipe")
    for name in ("link", "pipe"):
        with pytest.raises(NotRegularFileError):
            read_regular_file(tmp_path / name, 10)
        with pytest.raises(OSError):  # noqa: PT011  # the pipe has no reader: ENXIO
            open_regular_log(tmp_path / name)
