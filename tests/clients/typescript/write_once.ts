/** A write that is sent again takes effect once: whatever becomes of the connection, its Idempotency-Key stays. */

import assert from "node:assert/strict";
import { answered, capaian, PATIENCE, Refused } from "capaian-client";
import { Noting, promised, URL, writer } from "./surroundings.js";

const patience = { ...PATIENCE, first: 10 };
const key = process.env.WRITES;

async function neverSent(): Promise<Response> {
  throw new TypeError("fetch failed");
}

async function answerLost(request: Request): Promise<Response> {
  await (await fetch(request)).arrayBuffer();
  throw new TypeError("terminated");
}

function busy(retryAfter: string): () => Promise<Response> {
  return async () => new Response(null, { status: 503, headers: { "Retry-After": retryAfter } });
}

async function atItsLimit(): Promise<Response> {
  return new Response(null, { status: 429 });
}

const lossy = new Noting(neverSent, answerLost, atItsLimit, busy("0"));
const { response } = await answered(
  capaian(URL, { key, patience, fetch: lossy.fetch }).POST("/v1/targets", { body: promised("2043") }),
);
assert.equal(response.headers.get("idempotent-replayed"), "true");
assert.equal(lossy.keys.length, 5);
assert.equal(new Set(lossy.keys).size, 1);
assert.ok(lossy.keys[0]);
const query = { period: ["2043"], status: ["draft" as const], count: "exact" as const };
assert.equal((await answered(writer.GET("/v1/targets", { params: { query } }))).data.meta.count, 1);

// What the service asks for is kept to.
const began = performance.now();
await answered(capaian(URL, { patience, fetch: new Noting(busy("1")).fetch }).GET("/v1/targets"));
assert.ok(performance.now() - began >= 1000);

// Beyond patience, what happened is told.
const broken = new Noting(neverSent, neverSent, neverSent, neverSent);
const writing = capaian(URL, { key, patience: { ...patience, tries: 3 }, fetch: broken.fetch });
await assert.rejects(writing.POST("/v1/targets", { body: promised("2044") }), TypeError);
assert.equal(broken.keys.length, 3);
const closed = new Noting(busy("3600"));
await assert.rejects(answered(capaian(URL, { fetch: closed.fetch }).GET("/v1/targets")), Refused);
assert.equal(closed.statuses.length, 1);

// A key of the service is a secret that is told once: its request takes no Idempotency-Key, and is never sent again.
const once = new Noting(atItsLimit);
const body = { name: "x", scopes: ["write" as const], institution: null, expires_at: null };
await assert.rejects(answered(capaian(URL, { key, patience, fetch: once.fetch }).POST("/v1/keys", { body })), Refused);
assert.deepEqual(once.keys, [null]);
