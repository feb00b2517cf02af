/** The program of docs/generated-clients.md with typescript-fetch. Each line of its output is a fact that the run compares. */

import {
  ChangesApi, Configuration, ExportsApi, Nature, ProblemFromJSON, RecordStatus, ResponseError, TargetsApi,
} from "./capaian";
import type { Target, TargetInput } from "./capaian";

const { CAPAIAN_URL: basePath, CAPAIAN_KEY: apiKey, CAPAIAN_PERIOD: period = "" } = process.env;
const configuration = new Configuration({ basePath, apiKey });
const targets = new TargetsApi(configuration);

const filter = { status: [RecordStatus.Published], limit: 4 };
let page = await targets.listTargets(filter);
console.log(`first page: ${page.data.length}`);
const ids = new Set(page.data.map((target) => target.id));
let pages = 1;
while (page.meta.nextCursor !== null) {
  page = await targets.listTargets({ ...filter, cursor: page.meta.nextCursor });
  page.data.forEach((target) => ids.add(target.id));
  pages += 1;
}
console.log(`all pages: ${ids.size} in ${pages}`);

const targetInput: TargetInput = {
  indicator: "umkm-onboarded",
  nature: Nature.Stock,
  period,
  value: 40_000_000,
  institution: "kemenkop-ukm",
  statedOn: new Date("2022-06-01"),
  citations: [{ source: "antara-2021-01-11", locator: "paragraph 3" }],
};
const idempotencyKey = `generated-${period}`;
const first: Target = await targets.createTarget({ targetInput, idempotencyKey });
const second = await targets.createTargetRaw({ targetInput, idempotencyKey });
console.log(`created: ${first.id}`);
console.log(`repeated: ${(await second.value()).id} ${second.raw.headers.get("idempotent-replayed")}`);

try {
  await targets.createTarget({ targetInput: { ...targetInput, period: "2022-13" } });
} catch (error) {
  if (!(error instanceof ResponseError)) throw error;
  const problem = ProblemFromJSON(await error.response.json());
  console.log(`problem: ${problem.status} ${problem.type} ${problem.errors[0]?.pointer}`);
}

console.log(`changes: ${(await new ChangesApi(configuration).listChanges({ limit: 5 })).data.length}`);
const csv = await (await new ExportsApi(configuration).exportTargetsCsv()).text();
console.log(`csv: ${csv.split(",")[0]}`);
