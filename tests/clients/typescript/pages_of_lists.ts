/** `iterate` returns all items of a list and requests each page only when needed. */

import assert from "node:assert/strict";
import { capaian, iterate, unwrap, type components } from "capaian-client";
import { client, RecordingFetch, URL } from "./environment.js";

const complete = await unwrap(client.GET("/v1/regions", { params: { query: { limit: 1000, count: "exact" } } }));
assert.equal(complete.data.meta.count, 553);

const recording = new RecordingFetch();
const regions = iterate(capaian(URL, { fetch: recording.fetch }), "/v1/regions", { params: { query: { limit: 100 } } });
const first = await regions.next();
assert.equal(recording.statuses.length, 1);
const region: components["schemas"]["Region"] = first.value as components["schemas"]["Region"];
const codes = [region.code];
for await (const one of regions) codes.push(one.code);
assert.deepEqual(codes, complete.data.data.map((one) => one.code));
assert.equal(recording.statuses.length, 6);

const query = { limit: 3, indicator: ["umkm-onboarded", "products-onboarded"] };
const targets: components["schemas"]["Target"][] = [];
for await (const target of iterate(client, "/v1/targets", { params: { query } })) targets.push(target);
assert.ok(targets.length > 3);
const onePage = await unwrap(client.GET("/v1/targets", { params: { query: { ...query, limit: 100 } } }));
assert.deepEqual(targets, onePage.data.data);

const including = { limit: 3, include: ["unit" as const] };
const named = await unwrap(client.GET("/v1/targets", { params: { query: including } }));
assert.ok(named.data.data.every((one) => named.data.included?.unit?.[one.unit]?.name));
assert.equal(named.data.included?.region, undefined);

let changes = 0;
const feed = { params: { query: { limit: 200, type: ["region" as const] } } };
for await (const change of iterate(client, "/v1/changes", feed)) changes += change.record.type === "region" ? 1 : 0;
assert.ok(changes >= 579);
const revisions: number[] = [];
const province = { params: { path: { code: "32" } } };
for await (const one of iterate(client, "/v1/regions/{code}/revisions", province)) revisions.push(one.revision);
assert.deepEqual(revisions, [1]);
