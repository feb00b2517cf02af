/** Responses: `unwrap` returns the body, or throws the problem document (RFC 9457) as an error. */

import type { components } from "./openapi.js";

export type Problem = components["schemas"]["Problem"];

/** The response has status 400 or higher. `problem` is null if it is not from the service, but from a gateway. */
export class ProblemError extends Error {
  override readonly name = "ProblemError";
  readonly problem: Problem | null;

  constructor(
    readonly response: Response,
    body: unknown,
  ) {
    const problem = isProblem(response, body) ? body : null;
    const errors = problem?.errors.map((error) => `\n  ${error.pointer ?? error.parameter ?? ""} ${error.detail}`);
    const unlisted = problem ? problem.error_count - problem.errors.length : 0;
    const more = unlisted > 0 ? `\n  ${unlisted} more` : "";
    const explanation = `${problem?.title ?? ""} ${problem?.detail ?? ""}${errors?.join("") ?? ""}${more}`;
    super(`${response.url}: ${response.status} ${explanation}`);
    this.problem = problem;
  }

  get status(): number {
    return this.response.status;
  }

  /** The last part of `type`, such as `invalid-body`; `/problems` of the service explains each. */
  get kind(): string | null {
    return this.problem?.type.split("/").at(-1) ?? null;
  }
}

/** A successful response without a body: `Prefer: return=minimal`, or a 304 to an `If-None-Match` of the caller. */
export class UnexpectedResponseError extends Error {
  override readonly name = "UnexpectedResponseError";

  constructor(readonly response: Response) {
    super(`${response.url}: the response ${response.status} has no body`);
  }
}

type Result = { data?: unknown; error?: unknown; response: Response };
type Body<R extends Result> = NonNullable<Extract<R, { error?: never }>["data"]>;

/** Return `data` and `response` of a request. Throws ProblemError or UnexpectedResponseError. */
export async function unwrap<R extends Result>(request: Promise<R>): Promise<{ data: Body<R>; response: Response }> {
  const { data, error, response } = await request;
  if (response.status >= 400) throw new ProblemError(response, error);
  if (!response.ok || data === undefined || data === null) throw new UnexpectedResponseError(response);
  return { data: data as Body<R>, response };
}

function isProblem(response: Response, _body: unknown): _body is Problem {
  return response.headers.get("content-type")?.split(";")[0] === "application/problem+json";
}
