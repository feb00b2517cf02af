"""What each problem means that only a request to write can meet."""

from api.contract.explanations.explanation import Explanation
from api.faults import Text

OF_WRITES: dict[str, Explanation] = {
    "unreadable-body": Explanation(
        Text(
            "Isi bukan JSON dalam UTF-8, memuat anggota dua kali, atau bersarang terlalu dalam.",
            "The body is not JSON in UTF-8, has a member twice, or is nested too deep.",
        ),
        Text(
            "Buat isi dengan pustaka JSON, jangan dengan menyambung teks. errors menyebut baris dan kolomnya.",
            "Make the body with a JSON library, never by joining texts. errors gives the line and column.",
        ),
    ),
    "body-too-slow": Explanation(
        Text(
            "Isi tidak tiba seluruhnya dalam 20 detik; tidak ada yang disimpan.",
            "The body did not arrive whole within 20 seconds; nothing was stored.",
        ),
        Text(
            "Kirim ulang, bila perlu dalam bagian yang lebih kecil atau lewat jaringan yang lebih cepat.",
            "Send it again, in smaller parts or over a faster network where need be.",
        ),
    ),
    "conflict": Explanation(
        Text(
            "Permintaan itu sendiri benar, tetapi bertentangan dengan keadaan sekarang: kode sudah dipakai, sedang "
            "dikerjakan orang lain, atau status sekarang tidak boleh menjadi yang diminta.",
            "The request is in order, but conflicts with the present state: the code is taken, somebody else is at "
            "work on it, or the present status may not become the one asked for.",
        ),
        Text(
            "Baca keadaan sekarang, putuskan apakah permintaan masih tepat, lalu sesuaikan.",
            "Read the present state, decide whether the request is still right, and adapt it.",
        ),
    ),
    "request-in-progress": Explanation(
        Text(
            "Permintaan lain dengan Idempotency-Key yang sama belum selesai, biasanya kiriman pertama dari permintaan "
            "ini.",
            "Another request with the same Idempotency-Key has not ended, mostly the first sending of this one.",
        ),
        Text(
            "Tunggu sebentar, lalu kirim permintaan yang sama dengan kunci yang sama; jawabannya akan sama.",
            "Wait a little, then send the same request with the same key; its answer will be the same.",
        ),
    ),
    "precondition-failed": Explanation(
        Text(
            "Sejak dibaca, entitas itu telah diubah orang lain; perubahan ini tidak disimpan.",
            "Since it was read, the entity was changed by someone else; this change was not stored.",
        ),
        Text(
            "Baca ulang entitas, terapkan perubahan pada keadaan baru, dan kirim dengan ETag yang baru.",
            "Read the entity again, apply the change to its new state, and send it with the new ETag.",
        ),
    ),
    "body-too-large": Explanation(
        Text("Isi lebih besar dari 1 MiB; tidak ada yang disimpan.", "The body is above 1 MiB; nothing was stored."),
        Text("Bagi menjadi beberapa permintaan.", "Split it over several requests."),
    ),
    "unsupported-media-type": Explanation(
        Text(
            "Content-Type tidak ada atau bukan yang diterima alamat ini, kumpulan aksaranya bukan UTF-8, atau isinya "
            "dimampatkan.",
            "The Content-Type is missing or not one that this address takes, its charset is not UTF-8, or the body is "
            "compressed.",
        ),
        Text(
            "Kirim jenis media yang disebut dalam detail, tanpa Content-Encoding.",
            "Send the media type that detail names, without Content-Encoding.",
        ),
    ),
    "invalid-body": Explanation(
        Text(
            "Isi dapat dibaca, tetapi anggotanya kurang, tidak dikenal, salah bentuk, atau melanggar aturan data. "
            "Tidak ada yang disimpan.",
            "The body can be read, but members of it are missing, unknown, of the wrong form, or against the rules of "
            "the data. Nothing was stored.",
        ),
        Text(
            "Baca errors: setiap kesalahan menyebut tempatnya (pointer), kodenya, dan yang benar. Perbaiki semuanya "
            "sekaligus.",
            "Read errors: every fault names its place (pointer), its code and what is right. Mend them all at once.",
        ),
    ),
    "idempotency-key-reused": Explanation(
        Text(
            "Idempotency-Key ini sudah Anda pakai untuk permintaan dengan metode, alamat, If-Match, atau isi lain.",
            "This Idempotency-Key was given by you before, with another method, address, If-Match or body.",
        ),
        Text(
            "Buat kunci baru, misalnya UUID acak, untuk setiap permintaan baru; pakai lagi hanya untuk mengulang "
            "permintaan yang persis sama.",
            "Make a new key, such as a random UUID, for each new request; give it again only to repeat the very same "
            "request.",
        ),
    ),
    "precondition-required": Explanation(
        Text(
            "Perubahan ini dikirim tanpa If-Match, sehingga tidak diketahui keadaan mana yang hendak diubah.",
            "The change came without If-Match, so that it is not known which state it is meant to change.",
        ),
        Text(
            "Baca entitas, lalu kirim ETag jawabannya dalam If-Match bersama perubahan.",
            "Read the entity, and send the ETag of the answer in If-Match with the change.",
        ),
    ),
    "outcome-unknown": Explanation(
        Text(
            "Sambungan ke basis data putus saat permintaan ini disimpan, atau salinannya belum dipastikan; mungkin "
            "sudah berlaku, mungkin tidak.",
            "The connection to the database broke while this request was being stored, or no standby confirmed it; it "
            "took effect, or it did not.",
        ),
        Text(
            "Ulangi dengan Idempotency-Key yang sama: bila sudah berlaku, jawabannya diberikan lagi tanpa pengaruh "
            "kedua. Tanpa kunci itu, juga di /v1/keys, baca dahulu keadaannya: kunci API yang tampak dalam daftar "
            "tetapi jawabannya hilang, cabutlah.",
            "Repeat it with the same Idempotency-Key: if it took effect, its answer is given again without a second "
            "effect. Without one, as always at /v1/keys, read the state first: revoke an API key that the list shows "
            "and whose answer was lost.",
        ),
    ),
}
