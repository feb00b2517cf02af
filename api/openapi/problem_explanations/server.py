"""Explanations of the problems of requests that never reach the application."""

from api.errors import Text
from api.openapi.problem_explanations.explanation import ProblemExplanation

SERVER_EXPLANATIONS: dict[str, ProblemExplanation] = {
    "malformed-request": ProblemExplanation(
        Text(
            "Yang dikirim bukan HTTP/1.1: misalnya TLS ke port tanpa TLS, baris tanpa CR, atau Content-Length bersama "
            "Transfer-Encoding.",
            "The client sent something else than HTTP/1.1: for example TLS to a port without TLS, lines without CR, or "
            "Content-Length together with Transfer-Encoding.",
        ),
        Text(
            "Gunakan pustaka HTTP, dan periksa skema dan port URL-nya.",
            "Use an HTTP library, and check the scheme and the port of the URL.",
        ),
    ),
    "request-too-slow": ProblemExplanation(
        Text(
            "Baris permintaan dan header tidak tiba seluruhnya dalam 10 detik sejak bita pertamanya.",
            "The request line and the header fields did not arrive within 10 seconds of their first byte.",
        ),
        Text(
            "Kirim ulang lewat sambungan baru. Bila sering terjadi, periksa jaringan dan perantaranya.",
            "Send the request again over a new connection. If it happens often, check the network and its proxies.",
        ),
    ),
    "headers-too-large": ProblemExplanation(
        Text(
            "Permintaan memuat lebih dari 100 header, atau panjang seluruh header melebihi 64 KiB.",
            "The request has more than 100 header fields, or they are longer than 64 KiB in total.",
        ),
        Text(
            "Kurangi header; perantara kadang menambahkan Cookie yang tidak diperlukan layanan ini.",
            "Send fewer header fields; proxies sometimes add cookies, which this service does not need.",
        ),
    ),
    "unknown-method": ProblemExplanation(
        Text(
            "Metode permintaan bukan salah satu metode yang dikenal layanan ini, atau ditulis dengan huruf kecil.",
            "The method of the request is not one that this service implements, or is not in capitals.",
        ),
        Text(
            "Kirim OPTIONS ke URL itu; header Allow memuat metode yang diizinkan.",
            "Send OPTIONS to the URL; the Allow header lists its methods.",
        ),
    ),
}
