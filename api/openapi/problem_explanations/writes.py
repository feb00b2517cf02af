"""Explanations of the problems that only write requests have."""

from api.errors import Text
from api.openapi.problem_explanations.explanation import ProblemExplanation

WRITE_EXPLANATIONS: dict[str, ProblemExplanation] = {
    "unreadable-body": ProblemExplanation(
        Text(
            "Isi bukan JSON dalam UTF-8, memuat nama isian yang berulang, atau bersarang terlalu dalam.",
            "The body is not JSON in UTF-8, has a repeated field name, or is nested too deeply.",
        ),
        Text(
            "Susun isi dengan pustaka JSON, bukan dengan menyambung teks. `errors` memuat baris dan kolomnya.",
            "Build the body with a JSON library, not by joining texts. `errors` has the line and column.",
        ),
    ),
    "body-too-slow": ProblemExplanation(
        Text(
            "Isi tidak tiba seluruhnya dalam batas waktu. Tidak ada yang disimpan.",
            "The complete body did not arrive within the time limit. Nothing was stored.",
        ),
        Text(
            "Silakan kirim ulang, bila perlu dalam bagian yang lebih kecil atau lewat jaringan yang lebih cepat.",
            "Send it again, if necessary in smaller parts or over a faster network.",
        ),
    ),
    "conflict": ProblemExplanation(
        Text(
            "Permintaan itu sendiri benar, tetapi bertentangan dengan keadaan sekarang: kode sudah dipakai, pengguna "
            "lain sedang mengerjakan data itu, angka yang sama sudah dinyatakan, atau statusnya tidak dapat berubah "
            "menjadi yang diminta.",
            "The request is valid but conflicts with the current state: the code is already used, another user has "
            "unpublished work on the record, the same statement is stored already, or its status cannot change to the "
            "requested one.",
        ),
        Text(
            "Baca keadaan sekarang, periksa apakah permintaan masih tepat, lalu sesuaikan.",
            "Read the current state, check whether the request is still correct, and adapt it.",
        ),
    ),
    "request-in-progress": ProblemExplanation(
        Text(
            "Permintaan lain dengan Idempotency-Key yang sama belum selesai, biasanya pengiriman pertama permintaan "
            "ini.",
            "Another request with the same Idempotency-Key has not ended, usually the first attempt of this request.",
        ),
        Text(
            "Tunggu sebentar, lalu kirim permintaan yang sama dengan kunci yang sama; responsnya akan sama.",
            "Wait a moment, then send the same request with the same key; the response will be the same.",
        ),
    ),
    "precondition-failed": ProblemExplanation(
        Text(
            "Pengguna lain telah mengubah data itu sejak dibaca. Atau: `If-Match: *` dikirim untuk data yang tidak "
            "ada, `If-None-Match: *` untuk data yang sudah ada, atau syarat permintaan baca tidak terpenuhi. Tidak ada "
            "yang disimpan.",
            "Another user changed the record after you read it. Or `If-Match: *` was sent for a record that does not "
            "exist, `If-None-Match: *` for one that exists, or the condition of a read is false. Nothing was stored.",
        ),
        Text(
            "Baca ulang data itu, terapkan perubahan pada revisi terkini, lalu kirim dengan ETag yang baru.",
            "Read the record again, apply the change to the current revision, and send it with the new ETag.",
        ),
    ),
    "body-too-large": ProblemExplanation(
        Text(
            "Isi lebih besar daripada batas URL ini: 64 KiB, atau 1 MiB untuk angka, sumber, dan pemetaan. Tidak ada "
            "yang disimpan.",
            "The body is larger than the limit of this URL: 64 KiB, or 1 MiB for figures, sources and mappings. "
            "Nothing was stored.",
        ),
        Text("Kirim data yang banyak sebagai impor.", "Send a large amount of data as an import."),
    ),
    "unsupported-media-type": ProblemExplanation(
        Text(
            "Content-Type tidak ada atau tidak diterima URL ini, charset-nya bukan UTF-8, atau isinya dikompresi.",
            "The Content-Type is missing or not accepted by this URL, its charset is not UTF-8, or the body is "
            "compressed.",
        ),
        Text(
            "Kirim jenis media yang disebut dalam `detail`, tanpa Content-Encoding.",
            "Send a media type that `detail` lists, without Content-Encoding.",
        ),
    ),
    "invalid-body": ProblemExplanation(
        Text(
            "Isi dapat dibaca, tetapi ada isian yang kurang, tidak dikenal, salah bentuk, atau melanggar aturan data. "
            "Tidak ada yang disimpan.",
            "The body is readable, but fields are missing, unknown, of the wrong format, or break a rule of the data. "
            "Nothing was stored.",
        ),
        Text(
            "Baca `errors`: setiap kesalahan memuat letaknya (`pointer`), kodenya, dan nilai yang diizinkan. Perbaiki "
            "semuanya.",
            "Read `errors`: each error has its location (`pointer`), its code and the allowed values. Fix all of them.",
        ),
    ),
    "idempotency-key-reused": ProblemExplanation(
        Text(
            "Anda sudah memakai Idempotency-Key ini untuk permintaan dengan metode, URL, If-Match, atau isi lain.",
            "You used this Idempotency-Key for a request with another method, URL, If-Match or body.",
        ),
        Text(
            "Buat kunci baru, misalnya UUID acak, untuk setiap permintaan baru. Pakai kunci yang sama hanya untuk "
            "mengulang permintaan yang sama persis.",
            "Create a new key, such as a random UUID, for each new request. Use the same key only to repeat exactly "
            "the same request.",
        ),
    ),
    "precondition-required": ProblemExplanation(
        Text(
            "Perubahan atau keputusan ini dikirim tanpa If-Match, sehingga tidak diketahui revisi mana yang dibaca. "
            "`*` tidak menyebut revisi, dan hanya diterima oleh PATCH.",
            "The change or decision was sent without If-Match, so it is not known which revision was read. `*` names "
            "no revision, and only PATCH accepts it.",
        ),
        Text(
            "Baca data itu, lalu kirim ETag responsnya dalam If-Match bersama permintaan itu.",
            "Read the record, and send the ETag of the response in If-Match with the request.",
        ),
    ),
    "outcome-unknown": ProblemExplanation(
        Text(
            "Sambungan ke basis data putus saat permintaan ini disimpan, atau server cadangan belum mengonfirmasi. "
            "Permintaan ini mungkin sudah berlaku, mungkin tidak.",
            "The connection to the database broke while this request was stored, or no standby server confirmed it. "
            "The request took effect, or it did not.",
        ),
        Text(
            "Ulangi dengan Idempotency-Key yang sama: bila sudah berlaku, respons yang tersimpan dikirim lagi tanpa "
            "perubahan kedua. Tanpa kunci itu, juga di /v1/keys, baca dahulu keadaannya. Cabut kunci API yang tampak "
            "dalam daftar tetapi responsnya hilang.",
            "Repeat it with the same Idempotency-Key: if it took effect, you receive the stored response, and nothing "
            "changes a second time. Without a key, as always at /v1/keys, read the current state first. Revoke an API "
            "key that the list shows and whose response was lost.",
        ),
    ),
}
