/** The client: openapi-fetch with the types of openapi.yaml, retries and conditional requests. */

import createClient, { type Client } from "openapi-fetch";
import { EtagCache, toResponse } from "./etagCache.js";
import { idempotencyKeys } from "./idempotencyKeys.js";
import type { paths } from "./openapi.js";
import { DEFAULT_RETRY, markConnectionError, retryDelay, sleep, type RetryPolicy } from "./retry.js";

export type Capaian = Client<paths>;

export interface CapaianOptions {
  /** The API key; without one, the client reads public data only. */
  readonly key?: string | undefined;
  /** The language of problems. */
  readonly language?: "id" | "en" | undefined;
  readonly retry?: RetryPolicy;
  /** The number of responses stored for conditional requests, 256 by default. */
  readonly cacheSize?: number;
  /** For proxies and tests. */
  readonly fetch?: (request: Request) => Promise<Response>;
}

/** Create a client of the service at a URL: `GET`, `POST`, `PUT` and `PATCH` accept the paths of openapi.yaml. */
export function capaian(url: string, options: CapaianOptions = {}): Capaian {
  const client = createClient<paths>({
    baseUrl: url,
    headers: {
      ...(options.key ? { Authorization: `Bearer ${options.key}` } : {}),
      ...(options.language ? { "Accept-Language": options.language } : {}),
    },
    querySerializer: { array: { style: "form", explode: false } }, // several values are separated by commas
    fetch: createFetch(options),
  });
  client.use(idempotencyKeys);
  return client;
}

/** Create a fetch that retries, and that sends conditional requests if it has stored the response. */
function createFetch(options: CapaianOptions): (request: Request) => Promise<Response> {
  const { retry = DEFAULT_RETRY, fetch = (request: Request) => globalThis.fetch(request) } = options;
  const cache = new EtagCache(options.cacheSize ?? 256);
  return async (request) => {
    const stored = cache.find(request);
    if (stored) request.headers.set("If-None-Match", stored.etag);
    const repeatable = request.method === "GET" || request.method === "HEAD" || request.headers.has("idempotency-key");
    for (let attempts = 1; ; attempts++) {
      const last = !repeatable || attempts >= retry.maxAttempts;
      const outcome = await fetch(last ? request : request.clone()).catch((error: unknown) => ({ error }));
      const response = outcome instanceof Response ? outcome : null;
      const delay = repeatable && !request.signal.aborted ? retryDelay(retry, attempts, response) : null;
      if (delay === null) {
        if (!(outcome instanceof Response)) throw markConnectionError(outcome.error);
        return stored && outcome.status === 304 ? toResponse(stored, request.url) : cache.store(request, outcome);
      }
      await response?.body?.cancel();
      await sleep(delay, request.signal);
    }
  };
}
