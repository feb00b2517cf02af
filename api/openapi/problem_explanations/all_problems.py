"""Explanations of all problem types, by slug."""

from api.errors import Text
from api.openapi.problem_explanations.explanation import ProblemExplanation
from api.openapi.problem_explanations.imports import IMPORT_EXPLANATIONS
from api.openapi.problem_explanations.server import SERVER_EXPLANATIONS
from api.openapi.problem_explanations.writes import WRITE_EXPLANATIONS

EXPLANATIONS: dict[str, ProblemExplanation] = {
    "malformed-url": ProblemExplanation(
        Text(
            "URL tidak dapat dibaca: percent-encoding salah, bukan UTF-8, berisi aksara kendali, atau header Host "
            "tidak ada atau berulang.",
            "The URL cannot be read: its percent-encoding is wrong, it is not UTF-8, it has control characters, or the "
            "Host header is missing or repeated.",
        ),
        Text(
            "Susun URL dengan fungsi penyandi URL dari bahasa pemrograman Anda, bukan dengan menyambung teks.",
            "Build URLs with the URL encoder of your programming language, not by joining texts.",
        ),
    ),
    "invalid-parameters": ProblemExplanation(
        Text(
            "Satu atau beberapa parameter tidak dikenal, kosong, diberikan lebih dari sekali, atau nilainya tidak "
            "diizinkan. Layanan tidak mengabaikan parameter.",
            "One or more parameters are unknown, empty, repeated, or have a value that is not allowed. The service "
            "does not ignore parameters.",
        ),
        Text(
            "Baca `errors`: setiap kesalahan memuat parameter, kode, dan nilai yang diizinkan. Perbaiki semuanya. "
            "Kursor hanya berlaku untuk daftar dan saringan asalnya.",
            "Read `errors`: each error has its parameter, its code and the allowed values. Fix all of them. A cursor "
            "is valid only for the list and the filters that it came from.",
        ),
    ),
    "unauthenticated": ProblemExplanation(
        Text(
            "Permintaan tidak memuat kunci atau token, dan operasi ini memerlukannya.",
            "The request has no key or token, and this operation requires one.",
        ),
        Text(
            "Kirim kunci dengan `Authorization: Bearer` atau `X-API-Key`. Pengelola layanan membuat kunci dengan "
            "`capaian keys create`.",
            "Send a key with `Authorization: Bearer` or `X-API-Key`. The operator creates keys with "
            "`capaian keys create`.",
        ),
    ),
    "invalid-credentials": ProblemExplanation(
        Text(
            "Kunci atau token rusak, tidak dikenal, kedaluwarsa, atau dicabut, atau permintaan memuat dua kunci yang "
            "berbeda. Layanan tidak menyebutkan yang mana.",
            "The key or token is malformed, unknown, expired or revoked, or the request has two different keys. The "
            "service does not state which of these.",
        ),
        Text(
            "Periksa kunci, dan kirim tepat satu. Tanpa kunci, data umum tetap dapat dibaca. Pengelola layanan membuat "
            "kunci dengan `capaian keys create`.",
            "Check the key, and send exactly one. Public data can be read without a key. The operator creates keys "
            "with `capaian keys create`.",
        ),
    ),
    "forbidden": ProblemExplanation(
        Text(
            "Kunci dikenal, tetapi tidak berwenang: cakupannya kurang, data itu milik instansi lain, atau pengguna "
            "ikut mengerjakan revisi yang hendak diputuskan (prinsip empat mata).",
            "The key is valid but not permitted to do this: it does not have the scope, the record belongs to another "
            "institution, or its user worked on the revision (four eyes).",
        ),
        Text(
            "Baca `detail` dan `errors`. Minta kunci dengan cakupan atau instansi yang diperlukan, atau minta pengguna "
            "lain yang memutuskan.",
            "Read `detail` and `errors`. Request a key with the required scope or institution, or ask another user to "
            "decide.",
        ),
    ),
    "not-found": ProblemExplanation(
        Text(
            "Tidak ada apa pun di URL ini: kode atau id salah tulis, belum terbit, atau belum ada pada known_at.",
            "Nothing exists at this URL: the code or id has a typing error, is not published, or did not exist at "
            "known_at.",
        ),
        Text(
            "Cari kode yang benar dalam daftarnya, misalnya /v1/programs. URL tidak berakhir dengan garis miring.",
            "Find the correct code in its list, such as /v1/programs. URLs do not end with a slash.",
        ),
    ),
    "no-data": ProblemExplanation(
        Text(
            "Dataflow SDMX ini ada, tetapi tidak ada pengamatan yang cocok dengan kunci, saringan, dan waktu yang "
            "diminta. Standar menyarankan status 204, yang dianggap rusak oleh klien pandas.",
            "This SDMX dataflow exists, but no observation matches the key, the filters and the time. The standard "
            "suggests status 204, which clients for pandas treat as an invalid response.",
        ),
        Text(
            "Longgarkan kunci atau saringan; `availability` memuat nilai yang tersedia.",
            "Use a wider key or fewer filters; `availability` lists the available values.",
        ),
    ),
    "method-not-allowed": ProblemExplanation(
        Text(
            "URL ini ada, tetapi tidak menerima metode permintaan itu.",
            "This URL exists but does not accept the method of the request.",
        ),
        Text(
            "Gunakan salah satu metode yang tercantum dalam header Allow.",
            "Use one of the methods in the Allow header.",
        ),
    ),
    "not-acceptable": ProblemExplanation(
        Text(
            "Header Accept tidak mengizinkan satu pun jenis media yang tersedia di URL ini.",
            "The Accept header allows none of the media types that this URL has.",
        ),
        Text(
            "Hapus header Accept, atau sebutkan salah satu jenis media dalam `detail`.",
            "Remove the Accept header, or name one of the media types in `detail`.",
        ),
    ),
    "gone": ProblemExplanation(
        Text(
            "Data ini pernah diterbitkan, lalu ditarik karena salah entri. `detail` memuat tanggal dan alasannya.",
            "This record was published and then withdrawn because of an entry error. `detail` has the date and the "
            "reason.",
        ),
        Text(
            "Jangan lagi gunakan angkanya. Riwayatnya tetap tersedia di URL yang sama dengan /revisions, dan known_at "
            "sebelum penarikan tetap menampilkannya. Bila penarikan itu keliru, penerbit lain dapat memulihkannya.",
            "Do not use its numbers any more. Its history remains at the same URL with /revisions, and a known_at "
            "before the withdrawal still returns it. If the withdrawal was a mistake, another publisher can restore "
            "it.",
        ),
    ),
    "url-too-long": ProblemExplanation(
        Text(
            "URL beserta parameternya lebih panjang dari 8.192 bita.",
            "The URL with its parameters is longer than 8,192 bytes.",
        ),
        Text(
            "Bagi daftar nilai, misalnya id, menjadi beberapa permintaan.",
            "Split the list of values, such as ids, into several requests.",
        ),
    ),
    "too-many-requests": ProblemExplanation(
        Text(
            "Pemanggil ini, yaitu pemilik kunci atau alamat IP tanpa kunci, mengirim lebih banyak permintaan daripada "
            "yang diizinkan. RateLimit-Policy memuat batasnya.",
            "This caller, the owner of a key or an IP address without a key, sent more requests than allowed. "
            "RateLimit-Policy has the limit.",
        ),
        Text(
            "Tunggu selama Retry-After. Kirim If-None-Match, ambil data besar sebagai ekspor, ikuti /v1/changes "
            "alih-alih membaca ulang semuanya, dan gunakan kunci.",
            "Wait as long as Retry-After says. Send If-None-Match, load large data as an export, follow /v1/changes "
            "instead of reading everything again, and use a key.",
        ),
    ),
    "spreadsheet-too-large": ProblemExplanation(
        Text(
            "Hasil XLSX memuat lebih dari 50.000 baris, atau ada teks, misalnya kutipan, yang lebih panjang dari batas "
            "sel lembar kerja. Layanan tidak memotong data.",
            "The XLSX result has more than 50,000 rows, or a text, such as its citations, that is longer than a "
            "spreadsheet cell allows. The service does not truncate data.",
        ),
        Text(
            "Tambahkan saringan, pilih kolom tanpa citations lewat columns, atau unduh CSV, NDJSON, atau Parquet.",
            "Add a filter, select columns without citations, or download CSV, NDJSON or Parquet.",
        ),
    ),
    "not-implemented": ProblemExplanation(
        Text(
            "Standar SDMX mengenal URL atau opsi ini, tetapi layanan ini tidak menyediakannya.",
            "The SDMX standard defines this URL or option, but this service does not implement it.",
        ),
        Text(
            "Gunakan bagian yang tersedia: dataflow, datastructure, conceptscheme, codelist, data, availability, dan "
            "schema. includeHistory hanya untuk dataflow STATEMENT; untuk yang lain, asOf menampilkan isinya pada "
            "suatu waktu.",
            "Use the implemented parts: dataflow, datastructure, conceptscheme, codelist, data, availability and "
            "schema. includeHistory is only for the dataflow STATEMENT; for the others asOf returns the content at a "
            "time.",
        ),
    ),
    "not-installed": ProblemExplanation(
        Text(
            "Parquet memerlukan pyarrow, yang tidak terpasang bersama layanan ini.",
            "Parquet requires pyarrow, which is not installed with this service.",
        ),
        Text(
            "Unduh CSV atau NDJSON. Pengelola layanan memasangnya dengan "
            "`pip install --require-hashes -r requirements/parquet.txt`.",
            "Download CSV or NDJSON. The operator installs it with "
            "`pip install --require-hashes -r requirements/parquet.txt`.",
        ),
    ),
    "internal-error": ProblemExplanation(
        Text("Layanan gagal karena kesalahannya sendiri.", "The service failed because of its own error."),
        Text(
            "Silakan coba lagi nanti. Bila tetap gagal, laporkan dengan menyebut `instance`, yang juga tercatat dalam "
            "log layanan.",
            "Try again later. If it fails again, report it and quote `instance`, which is also in the log of the "
            "service.",
        ),
    ),
    "unavailable": ProblemExplanation(
        Text(
            "Basis data tidak terjangkau, kelebihan beban, terkunci, atau hanya dapat dibaca, skemanya belum mutakhir, "
            "kunci penyedia identitas tidak "
            "dapat diambil, atau satu pemanggil atau semuanya telah mencapai batas permintaan berat yang bersamaan: "
            "ekspor, data SDMX, count=exact, temuan per tanggal, atau penantian perubahan.",
            "The database is unreachable, overloaded, locked or read-only, its schema is not up to date, the keys of "
            "the identity provider are unavailable, or one caller or all callers have reached the limit of concurrent "
            "expensive requests: exports, SDMX data, count=exact, findings as of a day, or waiting for changes.",
        ),
        Text(
            "Ulangi permintaan yang sama setelah jumlah detik dalam header Retry-After.",
            "Repeat the same request after the number of seconds in the Retry-After header.",
        ),
    ),
    "query-too-slow": ProblemExplanation(
        Text(
            "Basis data menghentikan pembacaan ini setelah 2,5 detik: saringan ini dalam urutan ini, atau count=exact, "
            "harus memeriksa terlalu banyak angka. Basis data itu sendiri berfungsi.",
            "The database cancelled this query after 2.5 seconds: these filters in this sort order, or count=exact, "
            "must scan too many figures. The database itself works.",
        ),
        Text(
            "Gunakan urutan yang disebut dalam `errors`, atau tambahkan saringan; docs/list-performance.md memuat "
            "semua pasangan. Untuk mengambil semuanya, gunakan /v1/exports.",
            "Use a sort order in `errors`, or add a filter; docs/list-performance.md lists all pairs. To download "
            "everything, use /v1/exports.",
        ),
    ),
    **WRITE_EXPLANATIONS,
    **IMPORT_EXPLANATIONS,
    **SERVER_EXPLANATIONS,
}
