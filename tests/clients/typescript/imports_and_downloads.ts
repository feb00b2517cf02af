/** The client imports a file, another person publishes it, and an export of it can be imported without changes. */

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { capaian, ProblemError, unwrap } from "capaian-client";
import { download, importFile, waitForImport } from "capaian-client/node";
import { client, publisher, URL, writer } from "./environment.js";

function row(region: string, value: string): string {
  return `umkm-onboarded;kumulatif;${region};31 Desember 2020;${value};final;11 Januari 2021;kemenko-marves;antara-2021-01-11;paragraph 3\n`;
}

const header = "indikator;sifat;wilayah;periode;nilai;mutu;dinyatakan_pada;instansi;sumber;locator\n";
const directory = await mkdtemp(join(tmpdir(), "capaian-client-"));
const file = join(directory, "realisasi.csv");
await writeFile(file, header + row("Jawa Tengah", "1,5 juta") + row("Banten", "0,9 juta"));

const checked = await importFile(writer, file, { collection: "realizations", dry_run: "true" });
assert.deepEqual([checked.status, checked.would_create], ["checked", 2]);
const done = await importFile(writer, file, { collection: "realizations" });
assert.deepEqual([done.status, done.records_status, done.created], ["done", "draft", 2]);
const params = { path: { id: done.id } };
const submitted = (await unwrap(writer.POST("/v1/imports/{id}/submit", { params }))).data;
assert.equal((await waitForImport(writer, submitted)).records_status, "submitted");
const seen = await unwrap(publisher.GET("/v1/imports/{id}", { params }));
const decision = { params: { ...params, header: { "If-Match": seen.response.headers.get("etag") ?? "" } } };
const published = (await unwrap(publisher.POST("/v1/imports/{id}/publish", decision))).data;
assert.equal((await waitForImport(publisher, published)).records_status, "published");

const exported = join(directory, "exported.csv");
await download(client, "/v1/exports/realizations.csv", exported, { region: ["33", "36"] });
assert.equal((await readFile(exported, "utf8")).split("\r\n").length, 4);
const parquet = join(directory, "exported.parquet");
await download(client, "/v1/exports/realizations.parquet", parquet, { region: ["33"] });
assert.equal((await readFile(parquet)).subarray(0, 4).toString(), "PAR1");
await writeFile(`${exported}.gz`, gzipSync(await readFile(exported)));
const again = await importFile(writer, `${exported}.gz`, { collection: "realizations", number_format: "en" });
assert.deepEqual([again.status, again.unchanged, again.created], ["done", 2, 0]);

await writeFile(file, header + row("Atlantis", "1 juta"));
const invalid = await importFile(writer, file, { collection: "realizations" });
assert.deepEqual([invalid.status, invalid.rejected], ["rejected", 1]);

await assert.rejects(download(client, "/v1/exports/realizations.csv", exported, { region: ["nowhere"] }), ProblemError);

// The client repeats a damaged download.
const original = await readFile(exported);
let requests = 0;
async function damageFirst(request: Request): Promise<Response> {
  const response = await fetch(request);
  const content = new Uint8Array(await response.arrayBuffer());
  // The service sends the digest of responses that it does not stream; on a busy machine it streams earlier.
  const digest = createHash("sha256").update(content).digest("base64");
  if (++requests === 1) content[0] = 120;
  return new Response(content, { status: response.status, headers: { "Repr-Digest": `sha-256=:${digest}:` } });
}
await download(capaian(URL, { fetch: damageFirst }), "/v1/exports/realizations.csv", exported, { region: ["33", "36"] });
assert.equal(requests, 2);
assert.deepEqual(await readFile(exported), original);
assert.deepEqual((await readdir(directory)).filter((name) => name.endsWith(".part")), []);
