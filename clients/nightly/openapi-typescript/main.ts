/** The program of docs/generated-clients.md with openapi-typescript and openapi-fetch. The run compares its output. */

import createClient from "openapi-fetch";
import type { components, paths } from "./capaian";

const { CAPAIAN_URL: baseUrl, CAPAIAN_KEY: key, CAPAIAN_PERIOD: period = "" } = process.env;
const client = createClient<paths>({ baseUrl, headers: { "X-API-Key": key } });

async function list(cursor?: string): Promise<components["schemas"]["TargetPage"]> {
  const query = { status: ["published" as const], limit: 4, cursor };
  const { data, error } = await client.GET("/v1/targets", { params: { query } });
  if (error !== undefined) throw new Error(error.detail);
  return data;
}

let page = await list();
console.log(`first page: ${page.data.length}`);
const ids = new Set(page.data.map((target) => target.id));
let pages = 1;
while (page.meta.next_cursor !== null) {
  page = await list(page.meta.next_cursor);
  page.data.forEach((target) => ids.add(target.id));
  pages += 1;
}
console.log(`all pages: ${ids.size} in ${pages}`);

const body: components["schemas"]["TargetInput"] = {
  indicator: "umkm-onboarded",
  nature: "stock",
  period,
  value: 40_000_000,
  institution: "kemenkop-ukm",
  stated_on: "2022-06-01",
  citations: [{ source: "antara-2021-01-11", locator: "paragraph 3" }],
};
const params = { header: { "Idempotency-Key": `generated-${period}` } };
const first = await client.POST("/v1/targets", { params, body });
const second = await client.POST("/v1/targets", { params, body });
console.log(`created: ${first.data?.id}`);
console.log(`repeated: ${second.data?.id} ${second.response.headers.get("idempotent-replayed")}`);

const { error } = await client.POST("/v1/targets", { body: { ...body, period: "2022-13" } });
if (error === undefined) throw new Error("no problem");
console.log(`problem: ${error.status} ${error.type} ${error.errors[0]?.pointer}`);

const changes = await client.GET("/v1/changes", { params: { query: { limit: 5 } } });
console.log(`changes: ${changes.data?.data.length}`);
const csv = await client.GET("/v1/exports/targets.csv", { parseAs: "text" });
console.log(`csv: ${String(csv.data).replace("\ufeff", "").split(",")[0]}`);
