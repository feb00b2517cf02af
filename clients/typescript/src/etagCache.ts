/** Responses stored with their ETag, for conditional requests. */

const MAX_BODY_BYTES = 1 << 20; // a page of 1000 figures has some hundred kilobytes

interface StoredResponse {
  readonly etag: string;
  readonly headers: Headers;
  readonly body: ArrayBuffer;
}

const unchanged = new WeakSet<Response>();

/** Return whether the service confirmed with a 304 that the stored response is valid. */
export function isUnchanged(response: Response): boolean {
  return unchanged.has(response);
}

/** Stores the `size` responses used last. */
export class EtagCache {
  readonly #responses = new Map<string, StoredResponse>();

  constructor(readonly size: number) {}

  /** Return the stored response to a request; null also if the request has its own `If-None-Match`. */
  find(request: Request): StoredResponse | null {
    if (!isCacheable(request) || request.headers.has("if-none-match")) return null;
    const stored = this.#responses.get(cacheKey(request));
    if (stored) this.#use(cacheKey(request), stored);
    return stored ?? null;
  }

  /** Store a response if it has an ETag and is not too large, evict the one used least recently, and return it. */
  async store(request: Request, response: Response): Promise<Response> {
    const etag = response.headers.get("etag");
    const length = Number(response.headers.get("content-length") ?? Number.NaN);
    // A response without a length is streamed, such as an export; reading it here would delay the caller.
    const isStorable = this.size > 0 && isCacheable(request) && response.status === 200 && length <= MAX_BODY_BYTES;
    if (!etag || !isStorable) return response;
    this.#use(cacheKey(request), { etag, headers: response.headers, body: await response.clone().arrayBuffer() });
    for (const oldest of this.#responses.keys()) {
      if (this.#responses.size <= this.size) break;
      this.#responses.delete(oldest);
    }
    return response;
  }

  #use(key: string, stored: StoredResponse): void {
    this.#responses.delete(key);
    this.#responses.set(key, stored);
  }
}

/** Build a response with status 200 from a stored one, and mark it as unchanged. */
export function toResponse(stored: StoredResponse, url: string): Response {
  const response = new Response(stored.body.slice(0), { status: 200, headers: stored.headers });
  Object.defineProperty(response, "url", { value: url });
  unchanged.add(response);
  return response;
}

function isCacheable(request: Request): boolean {
  return request.method === "GET" && request.cache !== "no-store";
}

function cacheKey(request: Request): string {
  return `${request.headers.get("accept-language") ?? ""} ${request.headers.get("accept") ?? ""} ${request.url}`;
}
