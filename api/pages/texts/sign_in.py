"""Words of the sign-in page, and of the header of pages with a session."""

from typing import Final

from api.errors import Text

TEXTS: Final = {
    "sign_in": Text("Masuk", "Sign in"),
    "sign_out": Text("Keluar", "Sign out"),
    "reviews": Text("Peninjauan", "Reviews"),
    "sign_in_title": Text("Masuk dengan kunci API", "Sign in with an API key"),
    "sign_in_story": Text(
        "Setelah masuk Anda dapat meninjau, mengajukan dan menerbitkan data dengan hak kunci Anda.",
        "After signing in you can review, submit and publish records with the rights of your key.",
    ),
    "key": Text("Kunci API", "API key"),
    "session_length": Text(
        "Sesi berakhir ketika Anda keluar, setelah 8 jam tanpa kegiatan, paling lama setelah 24 jam, dan ketika kunci "
        "dicabut.",
        "The session ends when you sign out, after 8 hours without activity, after 24 hours at most, and when the key "
        "is revoked.",
    ),
    "signed_in_already": Text("Lanjut tanpa kunci jika Anda sudah masuk", "Continue if you are signed in already"),
}
