/** Answers that throw where the service refused, with its problem document (RFC 9457). */

import type { components } from "./contract.js";

export type Problem = components["schemas"]["Problem"];

/** The service said no, and `problem` says why; null where a gateway answered and not the service. */
export class Refused extends Error {
  override readonly name = "Refused";
  readonly problem: Problem | null;

  constructor(
    readonly response: Response,
    told: unknown,
  ) {
    const problem = isProblem(response, told) ? told : null;
    const faults = problem?.errors.map((fault) => `\n  ${fault.pointer ?? fault.parameter ?? ""} ${fault.detail}`);
    super(`${response.url}: ${response.status} ${problem?.title ?? ""} ${problem?.detail ?? ""}${faults?.join("") ?? ""}`);
    this.problem = problem;
  }

  get status(): number {
    return this.response.status;
  }

  /** The end of `type`: `invalid-body`, `conflict`; `/problems` of the service explains each. */
  get kind(): string | null {
    return this.problem?.type.split("/").at(-1) ?? null;
  }
}

/** A good answer without a body: `Prefer: return=minimal`, or a 304 to an `If-None-Match` of your own. */
export class Unreadable extends Error {
  override readonly name = "Unreadable";

  constructor(readonly response: Response) {
    super(`${response.url}: nothing to read in a ${response.status}`);
  }
}

type Asked = { data?: unknown; error?: unknown; response: Response };
type Good<A extends Asked> = NonNullable<Extract<A, { error?: never }>["data"]>;

/** What was answered: `data` and `response`. Throws Refused, or Unreadable. */
export async function answered<A extends Asked>(asking: Promise<A>): Promise<{ data: Good<A>; response: Response }> {
  const { data, error, response } = await asking;
  if (response.status >= 400) throw new Refused(response, error);
  if (!response.ok || data === undefined || data === null) throw new Unreadable(response);
  return { data: data as Good<A>, response };
}

function isProblem(response: Response, _told: unknown): _told is Problem {
  return response.headers.get("content-type")?.split(";")[0] === "application/problem+json";
}
