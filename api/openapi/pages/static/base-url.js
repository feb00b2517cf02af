// Shows in the samples the URL under which this page was opened. Without JavaScript they show that of `make run`.
const baseUrl = new URL("..", location.href).href.replace(/\/$/, "");
for (const code of document.querySelectorAll("pre code")) {
  code.textContent = code.textContent.replaceAll("http://127.0.0.1:8000", baseUrl);
}
