/** The client returns a stored response after a 304, and sees a change with the next request. */

import assert from "node:assert/strict";
import { capaian, isUnchanged, ProblemError, UnexpectedResponseError, unwrap } from "capaian-client";
import { RecordingFetch, targetInput, URL, writer } from "./environment.js";

const recording = new RecordingFetch();
const client = capaian(URL, { fetch: recording.fetch });
const init = { params: { query: { limit: 5 } } };
const first = await unwrap(client.GET("/v1/targets", init));
const again = await unwrap(client.GET("/v1/targets", init));
assert.deepEqual(recording.statuses, [200, 304]);
assert.deepEqual([isUnchanged(first.response), isUnchanged(again.response)], [false, true]);
assert.equal(again.response.status, 200);
assert.deepEqual(again.data, first.data);
const etag = first.response.headers.get("etag") ?? "";
const conditional = { params: { query: { limit: 5 }, header: { "If-None-Match": etag } } };
await assert.rejects(unwrap(client.GET("/v1/targets", conditional)), UnexpectedResponseError);

const recordingWithoutCache = new RecordingFetch();
const withoutCache = capaian(URL, { fetch: recordingWithoutCache.fetch, cacheSize: 0 });
for (const _ of [1, 2]) await unwrap(withoutCache.GET("/v1/targets", init));
assert.deepEqual(recordingWithoutCache.statuses, [200, 200]);

const { data: draft } = await unwrap(writer.POST("/v1/targets", { body: targetInput("2041") }));
const path = { id: draft.id };
const before = await unwrap(writer.GET("/v1/targets/{id}", { params: { path } }));
const header = { "If-Match": before.response.headers.get("etag") ?? "" };
assert.ok(isUnchanged((await unwrap(writer.GET("/v1/targets/{id}", { params: { path } }))).response));
await unwrap(writer.PATCH("/v1/targets/{id}", { params: { path, header }, body: { note: "Corrected" } }));
const after = await unwrap(writer.GET("/v1/targets/{id}", { params: { path } }));
assert.deepEqual([isUnchanged(after.response), after.data.note], [false, "Corrected"]);
await assert.rejects(
  unwrap(writer.PATCH("/v1/targets/{id}", { params: { path, header }, body: { note: "Too late" } })),
  (error) => error instanceof ProblemError && error.status === 412 && error.kind === "precondition-failed",
);
