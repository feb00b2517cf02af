/** Lists: all items, page by page. */

import type { MaybeOptionalInit } from "openapi-fetch";
import type { Capaian } from "./client.js";
import type { paths } from "./openapi.js";
import { unwrap } from "./responses.js";

interface Page {
  data: unknown[];
  meta: { has_more: boolean; next_cursor: string | null };
}
type PageAt<Path extends keyof paths> = paths[Path] extends {
  get: { responses: { 200: { content: { "application/json": infer Body } } } };
}
  ? Body
  : never;

/** The paths of all lists. */
export type ListPath = { [Path in keyof paths]: PageAt<Path> extends Page ? Path : never }[keyof paths] & string;
/** The type of the items of a list. */
export type Item<Path extends ListPath> = PageAt<Path> extends { data: (infer One)[] } ? One : never;

type Init = { params?: { query?: Record<string, unknown> } };

/** Yield all items of a list; each page is requested when needed. */
export async function* iterate<Path extends ListPath>(
  client: Capaian,
  path: Path,
  init?: MaybeOptionalInit<paths[Path], "get">,
): AsyncGenerator<Item<Path>, void, void> {
  // One type for all lists: the compiler cannot unite their own types, there are too many.
  const get = client.GET as unknown as (
    path: string,
    init: Init,
  ) => Promise<{ data: Page; error?: never; response: Response }>;
  let next: Init = { ...(init as Init | undefined) };
  for (;;) {
    const { data: page } = await unwrap(get(path, next));
    yield* page.data as Item<Path>[];
    if (!page.meta.has_more || !page.meta.next_cursor) return;
    const query = { ...next.params?.query, cursor: page.meta.next_cursor };
    next = { ...next, params: { ...next.params, query } };
  }
}
