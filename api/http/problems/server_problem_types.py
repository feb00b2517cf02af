"""Problem types of requests that the HTTP server rejects before they reach the application."""

from api.errors import Text
from api.http.problems.problem_type import ProblemType

SERVER_PROBLEM_TYPES: dict[str, ProblemType] = {
    "malformed-request": ProblemType(
        400,
        Text("Permintaan tidak sah", "Malformed request"),
        Text(
            "Permintaan ini tidak sesuai dengan HTTP/1.1 (RFC 9112). Periksa baris permintaan, header, dan panjang "
            "isinya.",
            "The request is not valid HTTP/1.1 (RFC 9112). Check its request line, header fields and body length.",
        ),
    ),
    "request-too-slow": ProblemType(
        408,
        Text("Permintaan datang terlalu lambat", "Request too slow"),
        Text(
            "Baris permintaan dan header harus tiba dalam 10 detik. Silakan kirim ulang lewat sambungan baru.",
            "The request line and the header fields must arrive within 10 seconds. Send the request again over a new "
            "connection.",
        ),
    ),
    "headers-too-large": ProblemType(
        431,
        Text("Header terlalu besar", "Header fields too large"),
        Text(
            "Permintaan paling banyak memuat 100 header dengan panjang seluruhnya 64 KiB.",
            "The maximum is 100 header fields with a total of 64 KiB.",
        ),
    ),
    "unknown-method": ProblemType(
        501,
        Text("Metode tidak dikenal", "Unknown method"),
        Text(
            "Layanan ini hanya mengenal GET, HEAD, POST, PUT, PATCH, DELETE, dan OPTIONS, dengan huruf besar.",
            "The service implements only GET, HEAD, POST, PUT, PATCH, DELETE and OPTIONS, in capitals.",
        ),
    ),
}
