"""Check of what the installation states about its publisher."""

from api.admin.doctor.finding import InstallationFinding
from api.errors import Text
from api.settings import Settings


def check_contact_point(settings: Settings) -> list[InstallationFinding]:
    """Warn if an installation with a public URL states no contact point."""
    if settings.public_url is None or settings.publisher_info.contact is not None:
        return []
    return [
        InstallationFinding(
            "warning",
            "contact_missing",
            Text(
                "CAPAIAN_PUBLIC_URL diisi, tetapi CAPAIAN_CONTACT_URL dan CAPAIAN_CONTACT_EMAIL kosong.",
                "CAPAIAN_PUBLIC_URL is set, but CAPAIAN_CONTACT_URL and CAPAIAN_CONTACT_EMAIL are not.",
            ),
            Text(
                "Pengguna tidak tahu kepada siapa melaporkan kesalahan; portal data menganjurkan kontak.",
                "Users cannot report an error to the publisher; data portals recommend a contact point.",
            ),
            Text("Isi salah satunya.", "Set one of them."),
        )
    ]
