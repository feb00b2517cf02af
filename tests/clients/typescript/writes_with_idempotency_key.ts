/** A write takes effect once, even if the client sends it several times: all attempts have one Idempotency-Key. */

import assert from "node:assert/strict";
import { capaian, DEFAULT_RETRY, ProblemError, unwrap } from "capaian-client";
import { RecordingFetch, targetInput, URL, writer } from "./environment.js";

const retry = { ...DEFAULT_RETRY, initialDelay: 10 };
const key = process.env.WRITES;

async function failToConnect(): Promise<Response> {
  throw new TypeError("fetch failed");
}

async function loseResponse(request: Request): Promise<Response> {
  await (await fetch(request)).arrayBuffer();
  throw new TypeError("terminated");
}

function beUnavailable(retryAfter: string): () => Promise<Response> {
  return async () => new Response(null, { status: 503, headers: { "Retry-After": retryAfter } });
}

async function limitRate(): Promise<Response> {
  return new Response(null, { status: 429 });
}

const failing = new RecordingFetch(failToConnect, loseResponse, limitRate, beUnavailable("0"));
const { response } = await unwrap(
  capaian(URL, { key, retry, fetch: failing.fetch }).POST("/v1/targets", { body: targetInput("2043") }),
);
assert.equal(response.headers.get("idempotent-replayed"), "true");
assert.equal(failing.keys.length, 5);
assert.equal(new Set(failing.keys).size, 1);
assert.ok(failing.keys[0]);
const query = { period: ["2043"], status: ["draft" as const], count: "exact" as const };
assert.equal((await unwrap(writer.GET("/v1/targets", { params: { query } }))).data.meta.count, 1);

// The client waits as long as Retry-After requires.
const started = performance.now();
await unwrap(capaian(URL, { retry, fetch: new RecordingFetch(beUnavailable("1")).fetch }).GET("/v1/targets"));
assert.ok(performance.now() - started >= 1000);

// After the last attempt, and if Retry-After is too long, the client throws the error.
const broken = new RecordingFetch(failToConnect, failToConnect, failToConnect, failToConnect);
const threeAttempts = capaian(URL, { key, retry: { ...retry, maxAttempts: 3 }, fetch: broken.fetch });
await assert.rejects(threeAttempts.POST("/v1/targets", { body: targetInput("2044") }), TypeError);
assert.equal(broken.keys.length, 3);
const closed = new RecordingFetch(beUnavailable("3600"));
await assert.rejects(unwrap(capaian(URL, { fetch: closed.fetch }).GET("/v1/targets")), ProblemError);
assert.equal(closed.statuses.length, 1);

// The service returns the secret of a new API key once, so this request has no Idempotency-Key and is sent once.
const limited = new RecordingFetch(limitRate);
const body = { name: "x", scopes: ["write" as const], institution: null, expires_at: null };
await assert.rejects(unwrap(capaian(URL, { key, retry, fetch: limited.fetch }).POST("/v1/keys", { body })), ProblemError);
assert.deepEqual(limited.keys, [null]);
