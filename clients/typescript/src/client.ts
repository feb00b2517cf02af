/** The client: openapi-fetch with the contract's types, which asks again where that helps. */

import createClient, { type Client } from "openapi-fetch";
import type { paths } from "./contract.js";
import { answerOf, Kept } from "./kept.js";
import { pause, PATIENCE, waitBefore, type Patience } from "./patience.js";
import { protection } from "./protection.js";

export type Capaian = Client<paths>;

export interface Settings {
  /** The key that the service is asked with; without one, what is public. */
  readonly key?: string | undefined;
  /** The language of problems. */
  readonly language?: "id" | "en" | undefined;
  readonly patience?: Patience;
  /** How many answers are kept and asked for conditionally. */
  readonly kept?: number;
  /** For proxies and tests. */
  readonly fetch?: (request: Request) => Promise<Response>;
}

/** A client of the service at this address: `GET`, `POST`, `PUT` and `PATCH` take the paths of the contract. */
export function capaian(url: string, settings: Settings = {}): Capaian {
  const client = createClient<paths>({
    baseUrl: url,
    headers: {
      ...(settings.key ? { Authorization: `Bearer ${settings.key}` } : {}),
      ...(settings.language ? { "Accept-Language": settings.language } : {}),
    },
    querySerializer: { array: { style: "form", explode: false } }, // several values are separated by commas
    fetch: persistent(settings),
  });
  client.use(protection);
  return client;
}

/** A fetch that asks again, and conditionally where it has a copy. */
function persistent(settings: Settings): (request: Request) => Promise<Response> {
  const { patience = PATIENCE, fetch = (request: Request) => globalThis.fetch(request) } = settings;
  const kept = new Kept(settings.kept ?? 256);
  return async (request) => {
    const copy = kept.of(request);
    if (copy) request.headers.set("If-None-Match", copy.etag);
    const repeatable = request.method === "GET" || request.method === "HEAD" || request.headers.has("idempotency-key");
    for (let tried = 1; ; tried++) {
      const last = !repeatable || tried >= patience.tries;
      const outcome = await fetch(last ? request : request.clone()).catch((error: unknown) => ({ error }));
      const response = outcome instanceof Response ? outcome : null;
      const wait = repeatable && !request.signal.aborted ? waitBefore(patience, tried, response) : null;
      if (wait === null) {
        if (!(outcome instanceof Response)) throw outcome.error;
        return copy && outcome.status === 304 ? answerOf(copy, request.url) : kept.keep(request, outcome);
      }
      await response?.body?.cancel();
      await pause(wait);
    }
  };
}
