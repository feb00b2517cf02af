/** Problems have types: what is wrong, where it stands, and what to do, in the language that was asked for. */

import assert from "node:assert/strict";
import { answered, capaian, Refused, type Problem } from "capaian-client";
import { promised, URL, writer } from "./surroundings.js";

async function refused(asking: Promise<{ data?: unknown; error?: unknown; response: Response }>): Promise<Refused> {
  const failure: unknown = await answered(asking).then(() => null, (error: unknown) => error);
  assert.ok(failure instanceof Refused);
  return failure;
}

const refusal = await refused(writer.POST("/v1/targets", { body: promised("2022-13") }));
const problem: Problem | null = refusal.problem;
assert.ok(problem);
assert.deepEqual([refusal.status, refusal.kind, problem.type], [422, "invalid-body", "/problems/invalid-body"]);
assert.equal(problem.title, "Invalid body");
assert.deepEqual(problem.errors.map((fault) => fault.pointer), ["/period"]);
assert.match(refusal.message, /\/period/);

const { error } = await capaian(URL).GET("/v1/targets", { params: { query: { limit: 0 } } });
assert.deepEqual([error?.status, error?.errors[0]?.parameter], [400, "limit"]);

const gateway = capaian(URL, { fetch: async () => new Response("<h1>Too large</h1>", { status: 413 }) });
const told = await refused(gateway.GET("/v1/targets"));
assert.deepEqual([told.status, told.kind, told.problem], [413, null, null]);
