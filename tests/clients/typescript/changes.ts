/** `follow` yields every change once, continues after errors and restarts, and can be stopped. */

import assert from "node:assert/strict";
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { capaian, DEFAULT_RETRY, follow, iterate, ProblemError, type Change } from "capaian-client";
import { positionFile } from "capaian-client/node";
import { client, RecordingFetch, URL } from "./environment.js";

const everything: string[] = [];
for await (const change of iterate(client, "/v1/changes", { params: { query: { limit: 1000 } } })) {
  everything.push(change.cursor);
}
assert.ok(everything.length > 600);

// It stores its position after a change was processed: the change of a break comes again.
const file = join(await mkdtemp(join(tmpdir(), "capaian-client-")), "position");
const position = positionFile(file);
const seen: string[] = [];
for await (const change of follow(client, { position, limit: 50 })) if (seen.push(change.cursor) === 61) break;
assert.equal(await readFile(file, "utf8"), `${everything[59]}\n`);
const stop = new AbortController();
for await (const change of follow(client, { position, after: "latest", signal: stop.signal })) {
  assert.equal(change.cursor, everything[60]);
  stop.abort();
}
assert.equal(await position.load(), everything[60]);
await writeFile(file, "\n");
await assert.rejects(follow(client, { position }).next(), /contains no cursor/);

// Restarts, gateways without a service and lost connections are retried; unknown kinds of change are texts.
async function refuse(): Promise<Response> {
  throw new TypeError("fetch failed");
}
async function beUnavailable(): Promise<Response> {
  return new Response("<h1>Bad gateway</h1>", { status: 502 });
}
async function invent(request: Request): Promise<Response> {
  const page = await (await fetch(request)).json();
  for (const change of page.data) change.action = "split";
  return Response.json(page);
}
const retry = { ...DEFAULT_RETRY, initialDelay: 1, maxDelay: 2 };
const unreliable = new RecordingFetch(refuse, beUnavailable, refuse, refuse, refuse, beUnavailable, refuse, invent, refuse);
const changes: Change[] = [];
for await (const change of follow(capaian(URL, { fetch: unreliable.fetch, retry }), { limit: 1000, retry })) {
  changes.push(change);
  if (changes.length === everything.length) break;
}
assert.deepEqual(changes.map((change) => change.cursor), everything);
assert.equal(changes[0]?.action, "split");

// A filter by program; each change contains its record.
for await (const change of follow(client, { program: ["umkm-digital"], include: "record", type: ["target"] })) {
  assert.equal(change.program, "umkm-digital");
  assert.equal(change.content?.id, change.record.id);
  break;
}

// The signal ends a request that waits, and the delay between two attempts.
const started = performance.now();
for await (const _ of follow(client, { after: "latest", signal: AbortSignal.timeout(200) })) assert.fail();
const down = capaian("http://127.0.0.1:1", { retry: { ...DEFAULT_RETRY, initialDelay: 30_000 } });
for await (const _ of follow(down, { signal: AbortSignal.timeout(200) })) assert.fail();
assert.ok(performance.now() - started < 10_000);

// An error that another attempt would not fix is thrown.
await assert.rejects(follow(client, { after: "nonsense" }).next(), (error) => error instanceof ProblemError);
await assert.rejects(follow(capaian("no url")).next(), TypeError);
