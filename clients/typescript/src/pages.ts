/** Lists followed to their end, page after page. */

import type { MaybeOptionalInit } from "openapi-fetch";
import { answered } from "./answers.js";
import type { Capaian } from "./client.js";
import type { paths } from "./contract.js";

interface Page {
  data: unknown[];
  meta: { has_more: boolean; next_cursor: string | null };
}
type PageAt<Path extends keyof paths> = paths[Path] extends {
  get: { responses: { 200: { content: { "application/json": infer Answered } } } };
}
  ? Answered
  : never;

/** The paths of all that is answered page by page. */
export type List = { [Path in keyof paths]: PageAt<Path> extends Page ? Path : never }[keyof paths] & string;
/** What a list is a list of. */
export type Item<Path extends List> = PageAt<Path> extends { data: (infer One)[] } ? One : never;

type Asking = { params?: { query?: Record<string, unknown> } };

/** All that a list has; each page is asked for when it is wanted. */
export async function* each<Path extends List>(
  client: Capaian,
  path: Path,
  asking?: MaybeOptionalInit<paths[Path], "get">,
): AsyncGenerator<Item<Path>, void, void> {
  // One function of every list, whose own types are too many for the compiler to unite.
  const get = client.GET as unknown as (
    path: string,
    asking: Asking,
  ) => Promise<{ data: Page; error?: never; response: Response }>;
  const follows = path.startsWith("/v1/changes") ? "after" : "cursor";
  let following: Asking = { ...(asking as Asking | undefined) };
  for (;;) {
    const { data: page } = await answered(get(path, following));
    yield* page.data as Item<Path>[];
    if (!page.meta.has_more || !page.meta.next_cursor) return;
    const query = { ...following.params?.query, [follows]: page.meta.next_cursor };
    following = { ...following, params: { ...following.params, query } };
  }
}
