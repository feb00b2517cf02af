"""All problem types, with titles and details in Indonesian and English."""

from api.errors import Text
from api.http.problems.file_problem_types import FILE_PROBLEM_TYPES
from api.http.problems.problem_type import ProblemType
from api.http.problems.server_problem_types import SERVER_PROBLEM_TYPES

REQUEST_PROBLEM_TYPES: dict[str, ProblemType] = {
    "malformed-url": ProblemType(
        400,
        Text("URL tidak sah", "Malformed URL"),
        Text(
            "Tulis URL dalam UTF-8 dengan percent-encoding yang benar, tanpa NUL, dan kirim header Host tepat satu "
            "kali.",
            "Write the URL in UTF-8 with correct percent-encoding and without NUL, and send the Host header once.",
        ),
    ),
    "invalid-parameters": ProblemType(
        400,
        Text("Parameter tidak sah", "Invalid parameters"),
        Text(
            "Perbaiki setiap kesalahan dalam `errors`, lalu kirim ulang permintaan.",
            "Fix every error in `errors`, then send the request again.",
        ),
    ),
    "unreadable-body": ProblemType(
        400,
        Text("Isi tidak dapat dibaca", "Unreadable body"),
        Text(
            "Kirim isi sebagai satu objek JSON dalam UTF-8, tanpa nama isian yang berulang. `errors` memuat letak "
            "kesalahannya.",
            "Send the body as one JSON object in UTF-8, without repeated field names. `errors` has the location of the "
            "error.",
        ),
    ),
    "unauthenticated": ProblemType(
        401,
        Text("Kunci diperlukan", "Key required"),
        Text(
            "Kirim kunci API sebagai `Authorization: Bearer` atau dalam `X-API-Key`.",
            "Send an API key as `Authorization: Bearer` or in `X-API-Key`.",
        ),
    ),
    "invalid-credentials": ProblemType(
        401,
        Text("Kunci tidak sah", "Invalid key"),
        Text(
            "Kunci atau token permintaan ini rusak, tidak dikenal, kedaluwarsa, atau dicabut. Kirim yang berlaku.",
            "The key or token of this request is malformed, unknown, expired or revoked. Send a valid one.",
        ),
    ),
    "forbidden": ProblemType(
        403,
        Text("Tidak diizinkan", "Forbidden"),
        Text(
            "Kunci ini tidak berwenang melakukannya. `errors` memuat alasannya.",
            "This key is not permitted to do this. `errors` has the reason.",
        ),
        detail_template=Text("Kunci ini tidak memiliki cakupan {scope}.", "This key does not have the scope {scope}."),
    ),
    "not-found": ProblemType(
        404,
        Text("Tidak ditemukan", "Not found"),
        Text(
            "Tidak ada apa pun di URL ini. Periksa kode atau id-nya.",
            "Nothing exists at this URL. Check the code or id.",
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
            "URL ini hanya menerima metode yang tercantum dalam header Allow.",
            "This URL accepts only the methods in the Allow header.",
        ),
    ),
    "not-acceptable": ProblemType(
        406,
        Text("Jenis media tidak tersedia", "Not acceptable"),
        Text("URL ini hanya menyediakan {offered}.", "This URL is available only as {offered}."),
    ),
    "body-too-slow": ProblemType(
        408,
        Text("Isi datang terlalu lambat", "Body too slow"),
        Text(
            "Isi harus tiba seluruhnya dalam 20 detik; berkas impor dalam 15 menit, tanpa jeda lebih dari 20 detik. "
            "Silakan kirim ulang lewat sambungan baru.",
            "The complete body must arrive within 20 seconds; a file to import within 15 minutes, without a pause of "
            "more than 20 seconds. Send it again over a new connection.",
        ),
    ),
    "conflict": ProblemType(
        409,
        Text("Bertentangan dengan keadaan sekarang", "Conflict with the current state"),
        Text(
            "Keadaan sekarang tidak mengizinkan tindakan ini. `errors` memuat alasannya.",
            "The current state does not allow this action. `errors` has the reason.",
        ),
    ),
    "request-in-progress": ProblemType(
        409,
        Text("Permintaan masih berjalan", "Request in progress"),
        Text(
            "Permintaan dengan Idempotency-Key ini belum selesai. Tunggu sebentar, lalu ulangi dengan kunci yang sama.",
            "The request with this Idempotency-Key has not ended. Wait a moment, then repeat it with the same key.",
        ),
    ),
    "gone": ProblemType(
        410,
        Text("Telah ditarik", "Withdrawn"),
        Text("Ditarik pada {since}: {reason}", "Withdrawn on {since}: {reason}"),
    ),
    "precondition-failed": ProblemType(
        412,
        Text("Syarat tidak terpenuhi", "Precondition failed"),
        Text(
            "If-Match, If-None-Match, atau If-Unmodified-Since tidak sesuai dengan keadaan terkini. Baca ulang data, "
            "lalu kirim ulang permintaan dengan ETag-nya.",
            "If-Match, If-None-Match or If-Unmodified-Since does not agree with the current state. Read the record "
            "again, then send the request with its ETag.",
        ),
    ),
    "body-too-large": ProblemType(
        413,
        Text("Isi terlalu besar", "Body too large"),
        Text(
            "Isi lebih besar daripada batas URL ini. Kirim data yang banyak sebagai impor.",
            "The body exceeds the limit of this URL. Send a large amount of data as an import.",
        ),
        Text(
            "Isi paling besar {limit} di URL ini. Kirim data yang banyak sebagai impor.",
            "The maximum size of a body is {limit} at this URL. Send a large amount of data as an import.",
        ),
    ),
    "url-too-long": ProblemType(
        414,
        Text("URL terlalu panjang", "URL too long"),
        Text(
            "URL beserta parameternya paling panjang 8.192 bita. Bagi menjadi beberapa permintaan.",
            "The maximum length of a URL with its parameters is 8,192 bytes. Split it into several requests.",
        ),
    ),
    "unsupported-media-type": ProblemType(
        415,
        Text("Jenis media tidak didukung", "Unsupported media type"),
        Text(
            "URL ini hanya menerima isi berjenis {accepted}. JSON harus dalam UTF-8, tanpa Content-Encoding.",
            "This URL accepts only bodies of type {accepted}. JSON must be in UTF-8, without Content-Encoding.",
        ),
    ),
    "invalid-body": ProblemType(
        422,
        Text("Isi tidak sah", "Invalid body"),
        Text(
            "Perbaiki setiap kesalahan dalam `errors`, lalu kirim ulang permintaan.",
            "Fix every error in `errors`, then send the request again.",
        ),
    ),
    "idempotency-key-reused": ProblemType(
        422,
        Text("Idempotency-Key sudah dipakai", "Idempotency-Key already used"),
        Text(
            "Idempotency-Key ini sudah dipakai untuk permintaan lain. Buat kunci baru untuk setiap permintaan baru.",
            "This Idempotency-Key was used for another request. Create a new key for each new request.",
        ),
    ),
    "precondition-required": ProblemType(
        428,
        Text("If-Match diperlukan", "If-Match required"),
        Text(
            "Baca data itu dahulu, lalu kirim ETag-nya dalam If-Match, agar perubahan pengguna lain tidak tertimpa "
            "atau terbit tanpa dibaca.",
            "Read the record first and send its ETag in If-Match, so that you do not overwrite or publish a change of "
            "another user that you have not read.",
        ),
    ),
    "too-many-requests": ProblemType(
        429,
        Text("Terlalu banyak permintaan", "Too many requests"),
        Text(
            "Batas permintaan Anda tercapai. Silakan ulangi setelah waktu dalam header Retry-After.",
            "You have reached your rate limit. Repeat the request after the time in the Retry-After header.",
        ),
    ),
    "internal-error": ProblemType(
        500,
        Text("Kesalahan layanan", "Internal error"),
        Text(
            "Layanan mengalami kesalahan. Sebutkan `instance` bila melapor.",
            "The service failed. Quote `instance` when you report it.",
        ),
    ),
    "not-implemented": ProblemType(
        501,
        Text("Tidak disediakan", "Not implemented"),
        Text(
            "Layanan ini tidak menyediakan bagian standar ini: {part}. Yang tersedia tercantum di /docs.",
            "This service does not implement this part of the standard: {part}. /docs lists what it implements.",
        ),
    ),
    "unavailable": ProblemType(
        503,
        Text("Sementara tidak tersedia", "Temporarily unavailable"),
        Text(
            "Permintaan ini sedang tidak dapat dilayani. Silakan ulangi setelah waktu dalam header Retry-After.",
            "This request cannot be served at the moment. Repeat it after the time in the Retry-After header.",
        ),
    ),
    "query-too-slow": ProblemType(
        422,
        Text("Pembacaan terlalu lambat", "Query too slow"),
        Text(
            "Tidak ada indeks untuk saringan ini dalam urutan ini, dan pembacaannya melampaui 2,5 detik. Gunakan "
            "urutan yang disebut dalam `errors`, atau tambahkan saringan.",
            "There is no index for these filters in this sort order, and the query took longer than 2.5 seconds. Use a "
            "sort order in `errors`, or add a filter.",
        ),
    ),
    "outcome-unknown": ProblemType(
        503,
        Text("Hasil belum pasti", "Outcome unknown"),
        Text(
            "Belum pasti apakah permintaan ini berlaku. Ulangi dengan Idempotency-Key yang sama. Bila dikirim tanpa "
            "kunci itu, baca dahulu keadaannya.",
            "It is not known whether this request took effect. Repeat it with the same Idempotency-Key. If it was sent "
            "without a key, read the current state first.",
        ),
    ),
}
# Sorted by status.
PROBLEM_TYPES = dict(
    sorted(
        (SERVER_PROBLEM_TYPES | REQUEST_PROBLEM_TYPES | FILE_PROBLEM_TYPES).items(), key=lambda named: named[1].status
    )
)
# Names of version 0.1.0, whose pages redirect to the present ones.
RENAMED_PROBLEM_TYPES = {
    "address-too-long": "url-too-long",
    "import-refused": "import-rejected",
    "beyond-spreadsheet": "spreadsheet-too-large",
    "not-offered": "not-implemented",
}
