"""Checks of the machine: the key of the audit, free disk space and the clock."""

import os
import shutil
import stat
from pathlib import Path

from api.admin.audit.signer import load_signer
from api.admin.doctor.finding import InstallationFinding
from api.errors import Text
from api.settings import Settings, SettingsError

MIN_FREE_BYTES = 1_000_000_000
MIN_FREE_SHARE = 0.1  # of the disk
CRITICAL_FREE_BYTES = 100_000_000
MAX_CLOCK_DIFFERENCE_SECONDS = 2.0
CRITICAL_CLOCK_DIFFERENCE_SECONDS = 60.0  # the tolerance for tokens of an identity provider


def check_audit_key(settings: Settings, path: Path) -> list[InstallationFinding]:
    """Report a key of the audit that is missing, cannot be used, or can be read by other users."""
    if not os.path.lexists(path):
        return [
            InstallationFinding(
                "warning",
                "audit_key_missing",
                Text(f"Kunci audit {path} belum ada.", f"The key of the audit {path} does not exist."),
                Text(
                    "Tanpa kunci itu segel audit belum ditandatangani; layanan membuatnya saat dimulai.",
                    "Seals of the audit are not signed without it; the service creates it when it starts.",
                ),
                Text(
                    "Jalankan doctor sebagai pengguna layanan dengan pengaturan yang sama.",
                    "Run doctor as the user of the service, with the same settings.",
                ),
            )
        ]
    try:
        load_signer(settings)
        mode = path.stat().st_mode
    except SettingsError as error:
        return [
            InstallationFinding(
                "error",
                "audit_key_unusable",
                Text(error.indonesian, error.english),
                Text(
                    "Layanan tidak dapat dimulai, atau pengguna lain dapat menandatangani audit palsu.",
                    "The service does not start, or other users can sign a forged audit.",
                ),
                Text(
                    "Perbaiki berkas itu. Bila pengguna lain sempat membacanya, ganti kuncinya.",
                    "Correct the file. If other users could read it, replace the key.",
                ),
            )
        ]
    return check_audit_key_mode(path, mode)


def check_audit_key_mode(path: Path, mode: int) -> list[InstallationFinding]:
    """Warn if the group of the file can read it. The service rejects a file that is open to all users."""
    if not mode & stat.S_IRGRP:
        return []
    return [
        InstallationFinding(
            "warning",
            "audit_key_readable_by_group",
            Text(f"Grup dapat membaca kunci audit {path}.", f"The group can read the key of the audit {path}."),
            Text(
                "Setiap anggota grup dapat menandatangani audit palsu.",
                "Every member of the group can sign a forged audit.",
            ),
            Text(
                f"Jalankan chmod 600 {path}, kecuali hanya layanan yang menjadi anggota grup itu.",
                f"Run chmod 600 {path}, unless only the service is in that group.",
            ),
        )
    ]


def check_disk(path: Path, total_bytes: int, free_bytes: int) -> list[InstallationFinding]:
    """Report a disk that is nearly full."""
    if free_bytes >= MIN_FREE_BYTES and free_bytes >= total_bytes * MIN_FREE_SHARE:
        return []
    free = f"{free_bytes / 1e9:.1f} GB ({free_bytes / max(total_bytes, 1):.0%})"
    return [
        InstallationFinding(
            "error" if free_bytes < CRITICAL_FREE_BYTES else "warning",
            "disk_nearly_full",
            Text(f"Sisa ruang di {path}: {free}.", f"Free space in {path}: {free}."),
            Text(
                "Pada disk penuh, penulisan ditolak dan PostgreSQL dapat berhenti.",
                "With a full disk, writes are rejected and PostgreSQL can stop.",
            ),
            Text("Perbesar disk atau hapus berkas lain.", "Enlarge the disk or delete other files."),
        )
    ]


def check_disk_at(path: Path) -> list[InstallationFinding]:
    """Check the disk of a path, or of the nearest directory that exists."""
    existing = next(parent for parent in (path, *path.parents) if parent.exists())
    usage = shutil.disk_usage(existing)
    return check_disk(existing, usage.total, usage.free)


def check_clock(difference_seconds: float) -> list[InstallationFinding]:
    """Report a difference between the clock of this machine and the one of the database; positive: this is ahead."""
    size = abs(difference_seconds)
    if size <= MAX_CLOCK_DIFFERENCE_SECONDS:
        return []
    return [
        InstallationFinding(
            "error" if size > CRITICAL_CLOCK_DIFFERENCE_SECONDS else "warning",
            "clocks_differ",
            Text(
                f"Jam mesin ini berbeda {difference_seconds:+.1f} s dari jam basis data.",
                f"The clock of this machine differs by {difference_seconds:+.1f} s from the one of the database.",
            ),
            Text(
                "Masa berlaku kunci dan token, serta known_at, dibandingkan dengan jam yang berbeda.",
                "The expiry of keys and tokens, and known_at, are compared with different clocks.",
            ),
            Text("Nyalakan NTP di kedua mesin.", "Enable NTP on both machines."),
        )
    ]
