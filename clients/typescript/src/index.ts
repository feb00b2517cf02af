/** A typed client of Capaian, for Node 20 and newer, and for browsers. What takes files is in `capaian-client/node`. */

export { answered, Refused, Unreadable, type Problem } from "./answers.js";
export { capaian, type Capaian, type Settings } from "./client.js";
export { isUnchanged } from "./kept.js";
export { each, type Item, type List } from "./pages.js";
export { PATIENCE, type Patience } from "./patience.js";
export type { components, operations, paths } from "./contract.js";
