/** The change feed: yields changes, waits for the next ones, and continues after errors. */

import type { Capaian } from "./client.js";
import type { components, paths } from "./openapi.js";
import { ProblemError, unwrap } from "./responses.js";
import { DEFAULT_RETRY, isConnectionError, retryDelayWithoutLimit, sleep, type RetryPolicy } from "./retry.js";

export type Change = components["schemas"]["Change"];
type Query = NonNullable<paths["/v1/changes"]["get"]["parameters"]["query"]>;

/** Where a program stores the cursor of the last change that it has processed. */
export interface Position {
  /** Return the stored cursor, null if there is none. */
  load(): Promise<string | null>;
  store(cursor: string): Promise<void>;
}

/** The parameters of the feed, and how to follow it. */
export interface FollowOptions extends Omit<Query, "cursor"> {
  /** Start after this cursor; `latest` starts with the next change. By default, with the first one. */
  readonly after?: string;
  /** Stores the position; a stored position takes precedence over `after`. */
  readonly position?: Position;
  /** Ends the loop. */
  readonly signal?: AbortSignal;
  /** The delays after errors. The number of attempts is not limited. */
  readonly retry?: RetryPolicy;
}

/**
 * Yield all changes and wait for the next ones: the loop does not end by itself.
 *
 * A change counts as processed when the loop requests the next one: its cursor is stored then. Broken connections and
 * temporary statuses are retried without limit; other errors are thrown.
 */
export async function* follow(client: Capaian, options: FollowOptions = {}): AsyncGenerator<Change, void, void> {
  const { after, position, signal, retry = DEFAULT_RETRY, ...filters } = options;
  let cursor = (await position?.load()) ?? after;
  async function move(next: string | null): Promise<void> {
    if (next === null || next === cursor) return;
    cursor = next;
    await position?.store(next);
  }
  while (!signal?.aborted) {
    const query: Query = { wait: 30, ...filters, ...(cursor === undefined ? {} : { cursor }) };
    const page = await readPage(client, query, retry, signal);
    for (const change of page?.data ?? []) {
      yield change;
      await move(change.cursor);
      if (signal?.aborted) return;
    }
    await move(page?.meta.next_cursor ?? null);
  }
}

/** Request a page until there is a response. Returns null if the signal is aborted. */
async function readPage(
  client: Capaian,
  query: Query,
  retry: RetryPolicy,
  signal: AbortSignal | undefined,
): Promise<components["schemas"]["ChangePage"] | null> {
  for (let failures = 1; !signal?.aborted; failures++) {
    try {
      return (await unwrap(client.GET("/v1/changes", { params: { query }, ...(signal ? { signal } : {}) }))).data;
    } catch (error) {
      if (signal?.aborted) return null;
      const response = error instanceof ProblemError ? error.response : null;
      const isRetried = response !== null || isConnectionError(error);
      const delay = isRetried ? retryDelayWithoutLimit(retry, failures, response) : null;
      if (delay === null) throw error;
      await sleep(delay, signal);
    }
  }
  return null;
}
