/** The program of docs/generated-clients.md with orval. Each line of its output is a fact that the run compares. */

import { createTarget, exportTargetsCsv, listChanges, listTargets } from "./capaian";
import type { Target, TargetInput, TargetPage } from "./capaian/index.schemas";

const { CAPAIAN_KEY: key = "", CAPAIAN_PERIOD: period = "" } = process.env;
const authorized = { "X-API-Key": key };

async function list(cursor?: string): Promise<TargetPage> {
  const { status, data } = await listTargets({ status: ["published"], limit: 4, cursor });
  if (status !== 200) throw new Error(`status ${status}`);
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
const headers = { ...authorized, "Idempotency-Key": `generated-${period}` };
const first = await createTarget(body, { headers });
const second = await createTarget(body, { headers });
if (first.status !== 201 || second.status !== 201) throw new Error(`status ${first.status}, ${second.status}`);
console.log(`created: ${(first.data as Target).id}`);
console.log(`repeated: ${(second.data as Target).id} ${second.headers.get("idempotent-replayed")}`);

const rejected = await createTarget({ ...body, period: "2022-13" }, { headers: authorized });
if (rejected.status !== 422) throw new Error(`status ${rejected.status}`);
console.log(`problem: ${rejected.data.status} ${rejected.data.type} ${rejected.data.errors[0]?.pointer}`);

const changes = await listChanges({ limit: 5 });
if (changes.status !== 200) throw new Error(`status ${changes.status}`);
console.log(`changes: ${changes.data.data.length}`);
const csv = await exportTargetsCsv();
if (csv.status !== 200) throw new Error(`status ${csv.status}`);
console.log(`csv: ${(await csv.data.text()).split(",")[0]}`);
