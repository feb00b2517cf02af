/** The program of docs/generated-clients.md with hey-api. Each line of its output is a fact that the run compares. */

import { createTarget, exportTargetsCsv, listChanges, listTargets } from "./capaian";
import type { TargetInput, TargetPage } from "./capaian";
import { client } from "./capaian/client.gen";

const { CAPAIAN_URL: baseUrl, CAPAIAN_KEY: key, CAPAIAN_PERIOD: period = "" } = process.env;
client.setConfig({ baseUrl, auth: key });

async function list(cursor?: string): Promise<TargetPage> {
  const { data } = await listTargets({ query: { status: ["published"], limit: 4, cursor }, throwOnError: true });
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

const body: TargetInput = {
  indicator: "umkm-onboarded",
  nature: "stock",
  period,
  value: 40_000_000,
  institution: "kemenkop-ukm",
  stated_on: "2022-06-01",
  citations: [{ source: "antara-2021-01-11", locator: "paragraph 3" }],
};
const headers = { "Idempotency-Key": `generated-${period}` };
const first = await createTarget({ body, headers, throwOnError: true });
const second = await createTarget({ body, headers, throwOnError: true });
console.log(`created: ${first.data.id}`);
console.log(`repeated: ${second.data.id} ${second.response.headers.get("idempotent-replayed")}`);

const { error } = await createTarget({ body: { ...body, period: "2022-13" } });
if (error === undefined) throw new Error("no problem");
console.log(`problem: ${error.status} ${error.type} ${error.errors[0]?.pointer}`);

const changes = await listChanges({ query: { limit: 5 }, throwOnError: true });
console.log(`changes: ${changes.data.data.length}`);
const csv = await exportTargetsCsv({ parseAs: "blob", throwOnError: true });
console.log(`csv: ${(await (csv.data as Blob).text()).split(",")[0]}`);
