/** The retry policy: whether to send a request again, and after how long. */

/** How often a request is sent at most, and the delays between two attempts in milliseconds. */
export interface RetryPolicy {
  readonly maxAttempts: number;
  readonly initialDelay: number;
  readonly maxDelay: number;
}

export const DEFAULT_RETRY: RetryPolicy = { maxAttempts: 5, initialDelay: 500, maxDelay: 60_000 };

const TEMPORARY_STATUSES = new Set([429, 502, 503, 504]);

/**
 * Return the milliseconds until the next attempt after so many attempts, null to give up.
 * `response` is null if the connection failed. `Retry-After` takes precedence over the increasing delay; if it is
 * longer than `maxDelay`, the client gives up.
 */
export function retryDelay(policy: RetryPolicy, attempts: number, response: Response | null): number | null {
  if (attempts >= policy.maxAttempts) return null;
  const delay = retryDelayWithoutLimit(policy, attempts, response);
  return delay !== null && delay <= policy.maxDelay ? delay : null;
}

/** Return the milliseconds until the next attempt, null only if the response is not temporary. */
export function retryDelayWithoutLimit(
  policy: RetryPolicy,
  attempts: number,
  response: Response | null,
): number | null {
  const retryAfter = response && parseRetryAfter(response);
  // 409 with Retry-After: the same write is still running.
  const isRunning = response?.status === 409 && retryAfter !== null;
  if (response && !TEMPORARY_STATUSES.has(response.status) && !isRunning) return null;
  const doubled = Math.min(policy.initialDelay * 2 ** (attempts - 1), policy.maxDelay);
  return retryAfter ?? doubled * (0.5 + Math.random() / 2); // spreads the retries of several clients
}

/** Parse `Retry-After`, seconds or a date (RFC 9110). */
function parseRetryAfter(response: Response): number | null {
  const header = response.headers.get("retry-after");
  if (header === null) return null;
  const delay = /^\d+$/.test(header) ? Number(header) * 1000 : Math.max(Date.parse(header) - Date.now(), 0);
  return Number.isNaN(delay) ? null : delay;
}

/** Wait, at most until the signal is aborted. */
export function sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const timer = setTimeout(end, milliseconds);
    signal?.addEventListener("abort", end);
    function end(): void {
      clearTimeout(timer);
      signal?.removeEventListener("abort", end);
      resolve();
    }
  });
}

const connectionErrors = new WeakSet<object>();

/** Mark an error as one of the connection: another attempt may succeed. */
export function markConnectionError(error: unknown): unknown {
  if (typeof error === "object" && error !== null) connectionErrors.add(error);
  return error;
}

export function isConnectionError(error: unknown): boolean {
  return typeof error === "object" && error !== null && connectionErrors.has(error);
}
