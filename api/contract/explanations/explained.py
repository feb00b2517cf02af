"""What every problem means, by its slug."""

from api.contract.explanations.explanation import Explanation
from api.contract.explanations.imports import OF_IMPORTS
from api.contract.explanations.writes import OF_WRITES
from api.faults import Text

EXPLANATIONS: dict[str, Explanation] = {
    "malformed-url": Explanation(
        Text(
            "Alamat tidak dapat dibaca: percent-encoding salah, bukan UTF-8, berisi aksara kendali, atau header Host "
            "tidak ada tepat satu kali.",
            "The address cannot be read: wrong percent-encoding, not UTF-8, control characters in it, or a Host "
            "header that is missing or repeated.",
        ),
        Text(
            "Bangun alamat dengan fungsi penyandi URL dari bahasa pemrograman Anda, jangan dengan menyambung teks.",
            "Build addresses with the URL encoder of your programming language, never by joining texts.",
        ),
    ),
    "invalid-parameters": Explanation(
        Text(
            "Satu atau beberapa parameter tidak dikenal, kosong, diberikan dua kali, atau nilainya di luar yang "
            "diizinkan. Tidak ada parameter yang diabaikan diam-diam.",
            "One or more parameters are unknown, empty, given twice, or have a value that is not allowed. "
            "No parameter is ever ignored silently.",
        ),
        Text(
            "Baca errors: setiap kesalahan menyebut parameternya, kodenya, dan nilai yang benar. Perbaiki semuanya "
            "sekaligus. Kursor hanya berlaku untuk daftar dan saringan yang memberikannya.",
            "Read errors: every fault names its parameter, its code and what is right. Mend them all at once. "
            "A cursor is good only for the list and the filters that it came from.",
        ),
    ),
    "unauthenticated": Explanation(
        Text(
            "Permintaan tidak membawa kunci, atau kuncinya rusak, tidak dikenal, kedaluwarsa, atau dicabut. Yang mana, "
            "tidak disebutkan.",
            "The request carries no key, or one that is malformed, unknown, expired or revoked. Which of these is not "
            "said.",
        ),
        Text(
            "Periksa kunci dan kirim dengan Authorization: Bearer atau X-API-Key, bukan dua kunci berbeda. "
            "Pengelola layanan membuat kunci dengan `capaian keys create`.",
            "Check the key and send it with Authorization: Bearer or X-API-Key, not two different keys with both. "
            "Those who run the service make keys with `capaian keys create`.",
        ),
    ),
    "forbidden": Explanation(
        Text(
            "Kunci dikenal, tetapi ini bukan wewenangnya: cakupannya kurang, entitas itu milik instansi lain, atau "
            "yang memutuskan ikut mengerjakan revisi itu (prinsip empat mata).",
            "The key is known, but may not do this: it lacks the scope, the entity is another institution's, or "
            "whoever decides worked on the revision (four eyes).",
        ),
        Text(
            "Baca detail dan errors. Minta kunci dengan cakupan atau instansi yang diperlukan, atau minta orang lain "
            "yang memutuskan.",
            "Read detail and errors. Ask for a key with the scope or institution that this takes, or have somebody "
            "else decide.",
        ),
    ),
    "not-found": Explanation(
        Text(
            "Tidak ada apa pun di alamat ini: kode atau id salah tulis, belum terbit, atau belum ada pada known_at.",
            "There is nothing at this address: the code or id is mistyped, unpublished, or not there yet at known_at.",
        ),
        Text(
            "Cari kode yang benar dalam daftarnya, misalnya /v1/programs. Alamat tidak berakhir dengan garis miring.",
            "Find the right code in its list, such as /v1/programs. No address ends with a slash.",
        ),
    ),
    "no-data": Explanation(
        Text(
            "Alur SDMX ini ada, tetapi tidak satu pun pengamatannya cocok dengan kunci, saringan, dan saat yang "
            "diminta. Standar menyarankan jawaban 204, yang oleh klien pandas dianggap rusak.",
            "This SDMX flow is there, and none of its observations matches the key, the filters and the moment asked "
            "for. The standard prefers a 204, which clients for pandas take for a broken answer.",
        ),
        Text(
            "Longgarkan kunci atau saringan; availability menunjukkan nilai apa saja yang ada.",
            "Widen the key or the filters; availability tells which values there are.",
        ),
    ),
    "method-not-allowed": Explanation(
        Text(
            "Alamat ini ada, tetapi tidak menerima metode permintaan itu.",
            "This address exists, but does not take the method of the request.",
        ),
        Text(
            "Gunakan salah satu metode yang tercantum dalam header Allow.",
            "Use one of the methods listed in the Allow header.",
        ),
    ),
    "not-acceptable": Explanation(
        Text(
            "Header Accept tidak mengizinkan satu-satunya jenis media yang dimiliki alamat ini.",
            "The Accept header does not allow the one media type that this address has.",
        ),
        Text(
            "Hapus header Accept, atau sebutkan jenis media dalam detail. Untuk CSV, pakai alamat yang berakhir .csv.",
            "Leave the Accept header out, or name the media type given in detail. For CSV use the address with .csv.",
        ),
    ),
    "gone": Explanation(
        Text(
            "Entitas ini pernah diterbitkan lalu ditarik karena salah entri; detail menyebut tanggal dan alasannya.",
            "This entity was published and then withdrawn as an error of entry; detail gives the day and the reason.",
        ),
        Text(
            "Jangan lagi gunakan angkanya. Riwayatnya tetap ada di alamat yang sama dengan /revisions, dan known_at "
            "sebelum penarikan tetap menampilkannya.",
            "Use its numbers no more. Its history stays at the same address with /revisions, and a known_at before "
            "the withdrawal still shows it.",
        ),
    ),
    "address-too-long": Explanation(
        Text(
            "Alamat beserta parameternya lebih panjang dari 8.192 bita.",
            "The address with its parameters is longer than 8,192 bytes.",
        ),
        Text(
            "Bagi daftar nilai, misalnya id, menjadi beberapa permintaan.",
            "Split the list of values, such as ids, over several requests.",
        ),
    ),
    "beyond-spreadsheet": Explanation(
        Text(
            "Yang diminta sebagai XLSX lebih dari 50.000 baris, atau ada teks, misalnya kutipan, yang lebih panjang "
            "dari satu sel lembar kerja. Tidak ada yang dipotong diam-diam.",
            "What was asked for as XLSX has more than 50,000 rows, or a text, such as its citations, that is longer "
            "than a cell of a spreadsheet. Nothing is ever cut off silently.",
        ),
        Text(
            "Persempit saringannya, tinggalkan kolom citations dengan columns, atau ambil CSV, NDJSON, atau Parquet.",
            "Narrow the filters, leave the citations out with columns, or take CSV, NDJSON or Parquet.",
        ),
    ),
    "not-offered": Explanation(
        Text(
            "Standar SDMX mengenal alamat atau pilihan ini, tetapi layanan ini tidak menyediakannya.",
            "The standard SDMX has this address or option, and this service does not offer it.",
        ),
        Text(
            "Gunakan yang disediakan: dataflow, datastructure, conceptscheme, codelist, data, availability, dan "
            "schema. includeHistory hanya ada pada alur CLAIM; untuk yang lain, asOf menunjukkan isinya pada suatu "
            "saat.",
            "Use what is offered: dataflow, datastructure, conceptscheme, codelist, data, availability and schema. "
            "includeHistory is for the flow CLAIM alone; of the others asOf tells what they held at a moment.",
        ),
    ),
    "not-installed": Explanation(
        Text(
            "Parquet memerlukan pyarrow, yang tidak terpasang bersama layanan ini.",
            "Parquet takes pyarrow, which was not installed with this service.",
        ),
        Text(
            "Ambil CSV atau NDJSON. Pengelola layanan memasangnya dengan `pip install capaian[parquet]`, versi yang "
            "terkunci ada di requirements/parquet.txt.",
            "Take CSV or NDJSON. Those who run the service install it with `pip install capaian[parquet]`; "
            "requirements/parquet.txt has the locked versions.",
        ),
    ),
    "internal-error": Explanation(
        Text("Layanan gagal karena kesalahannya sendiri.", "The service failed through a fault of its own."),
        Text(
            "Ulangi sekali lagi nanti. Bila tetap gagal, laporkan dengan menyebut instance; log layanan mengenalinya.",
            "Try once more later. If it keeps failing, report it and quote instance; the service's log knows it.",
        ),
    ),
    "unavailable": Explanation(
        Text(
            "Basis data sedang tidak terjangkau atau penuh, skemanya belum mutakhir, kunci penyedia identitas tidak "
            "dapat diambil, atau semua tempat untuk menunggu perubahan atau mengekspor terisi.",
            "The database is out of reach or overloaded, its schema is not up to date yet, the keys of the identity "
            "provider cannot be fetched, or all places of those who wait for changes, or of exports, are taken.",
        ),
        Text(
            "Ulangi permintaan yang sama setelah jumlah detik dalam header Retry-After.",
            "Send the same request again after the number of seconds in the Retry-After header.",
        ),
    ),
    "query-too-slow": Explanation(
        Text(
            "Basis data menghentikan pembacaan ini setelah 2,5 detik: saringan ini dalam urutan ini, atau count=exact, "
            "harus mencari di antara terlalu banyak angka. Basis data itu sendiri sehat.",
            "The database ended this read after 2.5 seconds: these filters in this order, or count=exact, have to look "
            "through too many figures. The database itself is well.",
        ),
        Text(
            "Ambil urutan yang cepat untuk saringan itu, seperti disebut errors, atau persempit dengan saringan lain; "
            "docs/lists.md memuat semua pasangan. Untuk mengambil semuanya ada /v1/exports.",
            "Take an order that is quick for the filter, as errors names them, or narrow it with another filter; "
            "docs/lists.md has all pairs. To fetch everything there are /v1/exports.",
        ),
    ),
    **OF_WRITES,
    **OF_IMPORTS,
}
