/** When to ask again, and after how long. */

/** How often a request is made at most, and how long is waited between two times, in milliseconds. */
export interface Patience {
  readonly tries: number;
  readonly first: number;
  readonly longest: number;
}

export const PATIENCE: Patience = { tries: 5, first: 500, longest: 60_000 };

const PASSING = new Set([429, 502, 503, 504]);

/**
 * After how long to ask again when it was tried so often; null where that is of no use or would take too long.
 * Without a response the connection failed. What `Retry-After` says is kept to.
 */
export function waitBefore(patience: Patience, tried: number, response: Response | null): number | null {
  const asked = response && retryAfter(response);
  // 409 with Retry-After: the same write is still running.
  const passes = !response || PASSING.has(response.status) || (response.status === 409 && asked !== null);
  if (tried >= patience.tries || !passes) return null;
  const doubled = Math.min(patience.first * 2 ** (tried - 1), patience.longest);
  const wait = asked ?? doubled * (0.5 + Math.random() / 2); // so that many do not return at once
  return wait <= patience.longest ? wait : null;
}

/** Seconds, or a date (RFC 9110). */
function retryAfter(response: Response): number | null {
  const told = response.headers.get("retry-after");
  if (told === null) return null;
  const wait = /^\d+$/.test(told) ? Number(told) * 1000 : Math.max(Date.parse(told) - Date.now(), 0);
  return Number.isNaN(wait) ? null : wait;
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
