/** ProblemError has the problem document: type, errors with their locations, and texts in the requested language. */

import assert from "node:assert/strict";
import { capaian, ProblemError, unwrap, type Problem } from "capaian-client";
import { targetInput, URL, writer } from "./environment.js";

type Result = { data?: unknown; error?: unknown; response: Response };

async function thrownBy(request: Promise<Result>): Promise<ProblemError> {
  const thrown: unknown = await unwrap(request).then(() => null, (error: unknown) => error);
  assert.ok(thrown instanceof ProblemError);
  return thrown;
}

const invalid = await thrownBy(writer.POST("/v1/targets", { body: targetInput("2022-13") }));
const problem: Problem | null = invalid.problem;
assert.ok(problem);
assert.ok(problem.type.endsWith("/problems/invalid-body"));
assert.deepEqual([invalid.status, invalid.kind], [422, "invalid-body"]);
assert.equal(problem.title, "Invalid body");
assert.deepEqual(problem.errors.map((one) => one.pointer), ["/period"]);
assert.match(invalid.message, /\/period/);

const { error } = await capaian(URL).GET("/v1/targets", { params: { query: { limit: 0 } } });
assert.deepEqual([error?.status, error?.errors[0]?.parameter], [400, "limit"]);

const gateway = capaian(URL, { fetch: async () => new Response("<h1>Too large</h1>", { status: 413 }) });
const tooLarge = await thrownBy(gateway.GET("/v1/targets"));
assert.deepEqual([tooLarge.status, tooLarge.kind, tooLarge.problem], [413, null, null]);
