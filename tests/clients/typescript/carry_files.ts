/** Files come and go: what is imported is published by somebody else, exported, and unchanged when it comes again. */

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { answered, capaian, Refused } from "capaian-client";
import { importFile, save, waitFor } from "capaian-client/node";
import { client, publisher, URL, writer } from "./surroundings.js";

function row(region: string, value: string): string {
  return `umkm-onboarded;kumulatif;${region};31 Desember 2020;${value};final;11 Januari 2021;kemenko-marves;antara-2021-01-11;paragraph 3\n`;
}

const header = "indikator;sifat;wilayah;periode;nilai;mutu;dinyatakan_pada;instansi;sumber;locator\n";
const directory = await mkdtemp(join(tmpdir(), "capaian-client-"));
const file = join(directory, "realisasi.csv");
await writeFile(file, header + row("Jawa Tengah", "1,5 juta") + row("Banten", "0,9 juta"));

const planned = await importFile(writer, file, { collection: "realizations", dry_run: "true" });
assert.deepEqual([planned.state, planned.created], ["planned", 2]);
const done = await importFile(writer, file, { collection: "realizations" });
assert.deepEqual([done.state, done.stage, done.created], ["done", "draft", 2]);
const params = { path: { id: done.id } };
const submitted = (await answered(writer.POST("/v1/imports/{id}/submit", { params }))).data;
assert.equal((await waitFor(writer, submitted)).stage, "submitted");
const published = (await answered(publisher.POST("/v1/imports/{id}/publish", { params }))).data;
assert.equal((await waitFor(publisher, published)).stage, "published");

const exported = join(directory, "exported.csv");
await save(client, "/v1/exports/realizations.csv", exported, { region: ["33", "36"] });
assert.equal((await readFile(exported, "utf8")).split("\r\n").length, 4);
await save(client, "/v1/exports/realizations.parquet", join(directory, "exported.parquet"), { region: ["33"] });
assert.equal((await readFile(join(directory, "exported.parquet"))).subarray(0, 4).toString(), "PAR1");
await writeFile(`${exported}.gz`, gzipSync(await readFile(exported)));
const again = await importFile(writer, `${exported}.gz`, { collection: "realizations", number_format: "en" });
assert.deepEqual([again.state, again.unchanged, again.created], ["done", 2, 0]);

await writeFile(file, header + row("Atlantis", "1 juta"));
const faulty = await importFile(writer, file, { collection: "realizations" });
assert.deepEqual([faulty.state, faulty.rejected], ["refused", 1]);

await assert.rejects(save(client, "/v1/exports/realizations.csv", exported, { region: ["nowhere"] }), Refused);

// A download that was garbled is fetched again; where that helps nothing, the older file stays.
const older = await readFile(exported);
let asked = 0;
async function garbling(request: Request): Promise<Response> {
  const response = await fetch(request);
  const content = new Uint8Array(await response.arrayBuffer());
  // As the service says it of what it does not stream; a busy machine streams sooner.
  const digest = createHash("sha256").update(content).digest("base64");
  if (++asked === 1) content[0] = 120;
  return new Response(content, { status: response.status, headers: { "Repr-Digest": `sha-256=:${digest}:` } });
}
await save(capaian(URL, { fetch: garbling }), "/v1/exports/realizations.csv", exported, { region: ["33", "36"] });
assert.equal(asked, 2);
assert.deepEqual(await readFile(exported), older);
assert.deepEqual((await readdir(directory)).filter((name) => name.endsWith(".part")), []);
