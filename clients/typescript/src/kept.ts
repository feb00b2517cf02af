/** Answers that are kept with their ETag, so that what did not change is not sent again. */

const LARGEST = 1 << 20; // a page of 1000 figures has some hundred kilobytes

interface Copy {
  readonly etag: string;
  readonly headers: Headers;
  readonly body: ArrayBuffer;
}

const unchanged = new WeakSet<Response>();

/** Whether the service was asked, and the copy at hand was still the answer. */
export function isUnchanged(response: Response): boolean {
  return unchanged.has(response);
}

/** The answers that were used last, at most so many. */
export class Kept {
  readonly #copies = new Map<string, Copy>();

  constructor(readonly most: number) {}

  of(request: Request): Copy | null {
    if (!mayKeep(request) || request.headers.has("if-none-match")) return null;
    const copy = this.#copies.get(keyOf(request));
    if (copy) this.#use(keyOf(request), copy);
    return copy ?? null;
  }

  /** The answer itself, kept for the next time where it can be. */
  async keep(request: Request, response: Response): Promise<Response> {
    const etag = response.headers.get("etag");
    const length = Number(response.headers.get("content-length") ?? Number.NaN);
    // Without a length it is streamed, an export perhaps; that is not waited for.
    if (!this.most || !mayKeep(request) || response.status !== 200 || !etag || !(length <= LARGEST)) return response;
    this.#use(keyOf(request), { etag, headers: response.headers, body: await response.clone().arrayBuffer() });
    for (const oldest of this.#copies.keys()) {
      if (this.#copies.size <= this.most) break;
      this.#copies.delete(oldest);
    }
    return response;
  }

  #use(key: string, copy: Copy): void {
    this.#copies.delete(key);
    this.#copies.set(key, copy);
  }
}

export function answerOf(copy: Copy, url: string): Response {
  const response = new Response(copy.body.slice(0), { status: 200, headers: copy.headers });
  Object.defineProperty(response, "url", { value: url });
  unchanged.add(response);
  return response;
}

function mayKeep(request: Request): boolean {
  return request.method === "GET" && request.cache !== "no-store";
}

function keyOf(request: Request): string {
  return `${request.headers.get("accept-language") ?? ""} ${request.headers.get("accept") ?? ""} ${request.url}`;
}
