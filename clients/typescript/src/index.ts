/** A typed client of Capaian for Node 20 or newer and for browsers. `capaian-client/node` reads and writes files. */

export { capaian, type Capaian, type CapaianOptions } from "./client.js";
export { isUnchanged } from "./etagCache.js";
export type { components, operations, paths } from "./openapi.js";
export { follow, type Change, type FollowOptions, type Position } from "./follow.js";
export { iterate, type Item, type ListPath } from "./pages.js";
export { ProblemError, UnexpectedResponseError, unwrap, type Problem } from "./responses.js";
export { DEFAULT_RETRY, type RetryPolicy } from "./retry.js";
