"""Every way a request can end other than well, in Indonesian and English."""

import msgspec

from api.faults import Text


class ProblemType(msgspec.Struct, frozen=True):
    """One kind of problem: its status, its title, and what the client can do about it.

    What stands in braces is filled when it occurs; where that is not always known, `on_occasion` is said when it is.
    """

    status: int
    title: Text
    advice: Text
    on_occasion: Text | None = None


# In the order of their statuses.
PROBLEMS: dict[str, ProblemType] = {
    "malformed-url": ProblemType(
        400,
        Text("Alamat rusak", "Malformed address"),
        Text(
            "Tulis alamat dalam UTF-8 dengan percent-encoding yang benar, tanpa NUL, dan sebut hosnya sekali (Host).",
            "Write the address in UTF-8 with correct percent-encoding, without NUL, and name its host once (Host).",
        ),
    ),
    "invalid-parameters": ProblemType(
        400,
        Text("Parameter tidak sah", "Invalid parameters"),
        Text(
            "Perbaiki setiap kesalahan di errors lalu kirim ulang permintaan.",
            "Mend every fault listed under errors and send the request again.",
        ),
    ),
    "unreadable-body": ProblemType(
        400,
        Text("Isi tidak dapat dibaca", "Unreadable body"),
        Text(
            "Kirim isi sebagai satu objek JSON dalam UTF-8, tanpa anggota ganda; errors menyebut tempatnya.",
            "Send the body as one JSON object in UTF-8, without members given twice; errors says where.",
        ),
    ),
    "unreadable-file": ProblemType(
        400,
        Text("Berkas tidak dapat dibaca", "Unreadable file"),
        Text(
            "Berkas ini tidak dapat dibaca sebagai tabel; errors menyebut tempatnya. Tidak ada yang dimasukkan.",
            "This file cannot be read as a table; errors says where. Nothing of it was entered.",
        ),
    ),
    "unauthenticated": ProblemType(
        401,
        Text("Kunci diperlukan", "A key is needed"),
        Text(
            "Kirim kunci API yang berlaku sebagai Authorization: Bearer atau X-API-Key.",
            "Send a valid API key as Authorization: Bearer or X-API-Key.",
        ),
    ),
    "forbidden": ProblemType(
        403,
        Text("Tidak diizinkan", "Not allowed"),
        Text("Ini bukan wewenang kunci ini; errors menyebut sebabnya.", "This key may not do this; errors says why."),
        on_occasion=Text("Kunci ini tidak memiliki cakupan {scope}.", "This key lacks the scope {scope}."),
    ),
    "not-found": ProblemType(
        404,
        Text("Tidak ditemukan", "Not found"),
        Text(
            "Tidak ada apa pun di alamat ini; periksa kode atau id.",
            "There is nothing at this address; check the code or id.",
        ),
    ),
    "method-not-allowed": ProblemType(
        405,
        Text("Metode tidak diizinkan", "Method not allowed"),
        Text(
            "Alamat ini hanya menerima metode yang tercantum dalam Allow.",
            "This address takes only the methods listed in Allow.",
        ),
    ),
    "not-acceptable": ProblemType(
        406,
        Text("Jenis media tidak tersedia", "Not acceptable"),
        Text("Alamat ini hanya menjawab dengan {offered}.", "This address answers with {offered} only."),
    ),
    "body-too-slow": ProblemType(
        408,
        Text("Isi datang terlalu lambat", "Body too slow"),
        Text(
            "Isi harus tiba seluruhnya dalam 20 detik; berkas impor dalam 15 menit, tanpa jeda lebih dari 20 detik. "
            "Kirim ulang lewat sambungan baru.",
            "The whole body has to arrive within 20 seconds; a file to import within 15 minutes, without a pause of "
            "more than 20 seconds. Send it again over a new connection.",
        ),
    ),
    "conflict": ProblemType(
        409,
        Text("Bertentangan dengan keadaan sekarang", "Conflicts with the present state"),
        Text(
            "Keadaan sekarang tidak mengizinkan ini; errors menyebut sebabnya.",
            "The present state does not allow this; errors says why.",
        ),
    ),
    "request-in-progress": ProblemType(
        409,
        Text("Permintaan masih berjalan", "Request in progress"),
        Text(
            "Permintaan dengan Idempotency-Key ini belum selesai. Tunggu sebentar, lalu ulangi dengan kunci itu.",
            "The request with this Idempotency-Key has not ended. Wait a little, then repeat it with that key.",
        ),
    ),
    "gone": ProblemType(
        410,
        Text("Telah ditarik", "Withdrawn"),
        Text("Ditarik pada {since}: {reason}", "Withdrawn on {since}: {reason}"),
    ),
    "precondition-failed": ProblemType(
        412,
        Text("Sudah berubah", "Changed in the meantime"),
        Text(
            "ETag dalam If-Match bukan lagi milik keadaan sekarang. Baca ulang, lalu ubah berdasarkan yang baru.",
            "The ETag in If-Match is not that of the present state. Read it again, and make the change to what is new.",
        ),
    ),
    "body-too-large": ProblemType(
        413,
        Text("Isi terlalu besar", "Body too large"),
        Text(
            "Isi paling banyak 1 MiB; bagi menjadi beberapa permintaan.",
            "A body has at most 1 MiB; split it over several requests.",
        ),
    ),
    "file-too-large": ProblemType(
        413,
        Text("Berkas terlalu besar", "File too large"),
        Text(
            "Berkas paling banyak 2.000.000 baris dan 2 GiB setelah dimekarkan; lembar kerja 32 MiB. Bagilah.",
            "A file has at most 2,000,000 rows and 2 GiB once inflated; a spreadsheet 32 MiB. Split it.",
        ),
    ),
    "address-too-long": ProblemType(
        414,
        Text("Alamat terlalu panjang", "Address too long"),
        Text(
            "Alamat dengan parameternya paling banyak 8.192 bita; bagi permintaan menjadi beberapa.",
            "An address with its parameters has at most 8,192 bytes; split the request.",
        ),
    ),
    "unsupported-media-type": ProblemType(
        415,
        Text("Jenis media tidak didukung", "Unsupported media type"),
        Text(
            "Alamat ini hanya menerima isi berjenis {accepted}. JSON dalam UTF-8, dan tanpa Content-Encoding.",
            "This address takes a body of {accepted} only. JSON is in UTF-8, and without Content-Encoding.",
        ),
    ),
    "invalid-body": ProblemType(
        422,
        Text("Isi tidak sah", "Invalid body"),
        Text(
            "Perbaiki setiap kesalahan di errors lalu kirim ulang permintaan.",
            "Mend every fault listed under errors and send the request again.",
        ),
    ),
    "import-refused": ProblemType(
        422,
        Text("Baris yang salah", "Faulty rows"),
        Text(
            "Tidak ada yang dimasukkan karena ada baris yang salah: errors menyebut yang pertama, laporan di Location "
            "semuanya. Perbaiki dan kirim lagi, atau masukkan yang lain dengan mode=partial.",
            "Nothing was entered, because some rows are faulty: errors names the first, the report at Location all of "
            "them. Mend them and send the file again, or enter the others with mode=partial.",
        ),
    ),
    "beyond-spreadsheet": ProblemType(
        422,
        Text("Terlalu besar untuk lembar kerja", "Too large for a spreadsheet"),
        Text(
            "XLSX memuat paling banyak 50.000 baris, dan 32.767 aksara per sel. Persempit saringannya, atau ambil CSV "
            "atau Parquet.",
            "XLSX holds at most 50,000 rows, and 32,767 characters in a cell. Narrow the filters, or take CSV or "
            "Parquet.",
        ),
    ),
    "idempotency-key-reused": ProblemType(
        422,
        Text("Idempotency-Key sudah dipakai", "Idempotency-Key used before"),
        Text(
            "Kunci ini sudah dipakai untuk permintaan lain. Beri setiap permintaan baru kunci baru.",
            "This key was given with another request. Give each new request a key of its own.",
        ),
    ),
    "precondition-required": ProblemType(
        428,
        Text("If-Match diperlukan", "If-Match is needed"),
        Text(
            "Baca dahulu, lalu kirim ETag-nya dalam If-Match, agar perubahan orang lain tidak tertimpa.",
            "Read first, and send the ETag in If-Match, so that no one else's change is lost.",
        ),
    ),
    "internal-error": ProblemType(
        500,
        Text("Kesalahan layanan", "Internal error"),
        Text(
            "Ini kesalahan kami. Sebutkan instance bila melapor.",
            "This is our fault. Quote the instance when you report it.",
        ),
    ),
    "not-installed": ProblemType(
        501,
        Text("Tidak terpasang", "Not installed"),
        Text(
            "Layanan ini dipasang tanpa bagian yang diperlukan. Ambil format lain, atau minta pengelola memasang "
            "capaian[{extra}] (requirements/{extra}.txt).",
            "This service was installed without the part that this takes. Take another format, or ask those who run "
            "it to install capaian[{extra}] (requirements/{extra}.txt).",
        ),
    ),
    "unavailable": ProblemType(
        503,
        Text("Sementara tidak tersedia", "Temporarily unavailable"),
        Text(
            "Permintaan ini sedang tidak dapat dilayani. Ulangi setelah waktu dalam Retry-After.",
            "This request cannot be served now. Try again after the time in Retry-After.",
        ),
    ),
    "outcome-unknown": ProblemType(
        503,
        Text("Hasil belum pasti", "Outcome unknown"),
        Text(
            "Belum pasti apakah permintaan ini berlaku. Ulangi dengan Idempotency-Key yang sama; bila dikirim tanpa "
            "kunci itu, baca dahulu keadaannya.",
            "It is not certain whether this request took effect. Repeat it with the same Idempotency-Key; if it was "
            "sent without one, read the state first.",
        ),
    ),
}
