/** Nobody publishes what they entered: it takes a second person, and then everybody sees it. */

import assert from "node:assert/strict";
import { answered, Refused } from "capaian-client";
import { client, promised, publisher, writer } from "./surroundings.js";

function refusal(status: number, kind: string) {
  return (error: unknown) => error instanceof Refused && error.status === status && error.kind === kind;
}

const { data: draft, response } = await answered(writer.POST("/v1/targets", { body: promised("2042") }));
assert.deepEqual([response.status, response.headers.get("location")], [201, `/v1/targets/${draft.id}`]);
const params = { path: { id: draft.id } };
await assert.rejects(answered(client.GET("/v1/targets/{id}", { params })), refusal(404, "not-found"));
assert.equal((await answered(writer.POST("/v1/targets/{id}/submit", { params }))).data.status, "submitted");
await assert.rejects(answered(writer.POST("/v1/targets/{id}/publish", { params })), refusal(403, "forbidden"));
assert.equal((await answered(publisher.POST("/v1/targets/{id}/publish", { params }))).data.status, "published");
assert.equal((await answered(client.GET("/v1/targets/{id}", { params }))).data.status, "published");
