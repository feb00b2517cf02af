/** Lists are followed to their end, and no page is asked for before it is wanted. */

import assert from "node:assert/strict";
import { answered, capaian, each, type components } from "capaian-client";
import { client, Noting, URL } from "./surroundings.js";

const whole = await answered(client.GET("/v1/regions", { params: { query: { limit: 1000, count: "exact" } } }));
assert.equal(whole.data.meta.count, 579);

const noting = new Noting();
const regions = each(capaian(URL, { fetch: noting.fetch }), "/v1/regions", { params: { query: { limit: 100 } } });
const first = await regions.next();
assert.equal(noting.statuses.length, 1);
const region: components["schemas"]["Region"] = first.value as components["schemas"]["Region"];
const codes = [region.code];
for await (const one of regions) codes.push(one.code);
assert.deepEqual(codes, whole.data.data.map((one) => one.code));
assert.equal(noting.statuses.length, 6);

const query = { limit: 3, indicator: ["umkm-onboarded", "products-onboarded"] };
const targets: components["schemas"]["Target"][] = [];
for await (const target of each(client, "/v1/targets", { params: { query } })) targets.push(target);
assert.ok(targets.length > 3);
assert.deepEqual(targets, (await answered(client.GET("/v1/targets", { params: { query: { ...query, limit: 100 } } }))).data.data);

let changes = 0;
const feed = { params: { query: { limit: 200, noun: ["region" as const] } } };
for await (const change of each(client, "/v1/changes", feed)) changes += change.noun === "region" ? 1 : 0;
assert.ok(changes >= 579);
let revisions = 0;
for await (const one of each(client, "/v1/regions/{code}/revisions", { params: { path: { code: "32" } } })) revisions += one.revision;
assert.equal(revisions, 1);
