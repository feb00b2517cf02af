/** A second person publishes a draft; after that every caller can read it. */

import assert from "node:assert/strict";
import { ProblemError, unwrap } from "capaian-client";
import { client, publisher, targetInput, writer } from "./environment.js";

function isProblem(status: number, kind: string) {
  return (error: unknown) => error instanceof ProblemError && error.status === status && error.kind === kind;
}

const { data: draft, response } = await unwrap(writer.POST("/v1/targets", { body: targetInput("2042") }));
assert.deepEqual([response.status, response.headers.get("location")], [201, draft.url]);
const params = { path: { id: draft.id } };
await assert.rejects(unwrap(client.GET("/v1/targets/{id}", { params })), isProblem(404, "not-found"));
assert.equal((await unwrap(writer.POST("/v1/targets/{id}/submit", { params }))).data.status, "submitted");
const seen = await unwrap(publisher.GET("/v1/targets/{id}", { params }));
const decision = { params: { ...params, header: { "If-Match": seen.response.headers.get("etag") ?? "" } } };
await assert.rejects(unwrap(writer.POST("/v1/targets/{id}/publish", decision)), isProblem(403, "forbidden"));
assert.equal((await unwrap(publisher.POST("/v1/targets/{id}/publish", decision))).data.status, "published");
assert.equal((await unwrap(client.GET("/v1/targets/{id}", { params }))).data.status, "published");
