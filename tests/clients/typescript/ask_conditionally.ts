/** What did not change is not sent again: the copy at hand is given, and a change is seen at once. */

import assert from "node:assert/strict";
import { answered, capaian, isUnchanged, Refused, Unreadable } from "capaian-client";
import { Noting, promised, URL, writer } from "./surroundings.js";

const noting = new Noting();
const client = capaian(URL, { fetch: noting.fetch });
const asking = { params: { query: { limit: 5 } } };
const first = await answered(client.GET("/v1/targets", asking));
const again = await answered(client.GET("/v1/targets", asking));
assert.deepEqual(noting.statuses, [200, 304]);
assert.deepEqual([isUnchanged(first.response), isUnchanged(again.response)], [false, true]);
assert.equal(again.response.status, 200);
assert.deepEqual(again.data, first.data);
const etag = first.response.headers.get("etag") ?? "";
const own = { params: { query: { limit: 5 }, header: { "If-None-Match": etag } } };
await assert.rejects(answered(client.GET("/v1/targets", own)), Unreadable);

const forgetting = new Noting();
const forgetful = capaian(URL, { fetch: forgetting.fetch, kept: 0 });
for (const _ of [1, 2]) await answered(forgetful.GET("/v1/targets", asking));
assert.deepEqual(forgetting.statuses, [200, 200]);

const { data: draft } = await answered(writer.POST("/v1/targets", { body: promised("2041") }));
const path = { id: draft.id };
const seen = await answered(writer.GET("/v1/targets/{id}", { params: { path } }));
const header = { "If-Match": seen.response.headers.get("etag") ?? "" };
assert.ok(isUnchanged((await answered(writer.GET("/v1/targets/{id}", { params: { path } }))).response));
await answered(writer.PATCH("/v1/targets/{id}", { params: { path, header }, body: { note: "Mended" } }));
const later = await answered(writer.GET("/v1/targets/{id}", { params: { path } }));
assert.deepEqual([isUnchanged(later.response), later.data.note], [false, "Mended"]);
await assert.rejects(
  answered(writer.PATCH("/v1/targets/{id}", { params: { path, header }, body: { note: "Too late" } })),
  (error) => error instanceof Refused && error.status === 412 && error.kind === "precondition-failed",
);
