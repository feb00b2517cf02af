"""Every way a request can end other than well, in Indonesian and English."""

from api.faults import Text
from api.http.file_problem_types import OF_FILES
from api.http.problem_type import ProblemType

_OF_REQUESTS: dict[str, ProblemType] = {
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
    "no-data": ProblemType(
        404,
        Text("Tidak ada data", "No data"),
        Text(
            "Tidak ada pengamatan yang cocok dengan kunci dan saringan ini.",
            "No observation matches this key and these filters.",
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
    "not-offered": ProblemType(
        501,
        Text("Tidak disediakan", "Not offered"),
        Text(
            "Bagian standar ini tidak disediakan di sini: {part}. Yang disediakan tercantum di /docs.",
            "This part of the standard is not offered here: {part}. What is offered is listed in /docs.",
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
    "query-too-slow": ProblemType(
        422,
        Text("Pembacaan terlalu lambat", "Query too slow"),
        Text(
            "Saringan ini dalam urutan ini tidak memiliki indeks, dan pembacaannya melampaui 2,5 detik. Ikuti errors, "
            "atau persempit.",
            "There is no index for these filters in this order, and the read took longer than 2.5 seconds. Do as "
            "errors says, or narrow it.",
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
# In the order of their statuses.
PROBLEMS = dict(sorted((_OF_REQUESTS | OF_FILES).items(), key=lambda named: named[1].status))
