/** The service, the callers and an example record of the programs, from the environment. */

import { capaian } from "capaian-client";

export const URL = process.env.CAPAIAN_URL ?? "";
export const client = capaian(URL, { language: "en" });
export const writer = capaian(URL, { key: process.env.WRITES, language: "en" });
export const publisher = capaian(URL, { key: process.env.PUBLISHES, language: "en" });

/** Build a target that differs from all seed data. */
export function targetInput(period: string) {
  return {
    indicator: "umkm-onboarded",
    nature: "stock" as const,
    period,
    value: 40_000_000,
    qualifier: "at_least" as const,
    resolution: 1_000_000,
    stated_on: "2022-06-01",
    institution: "kemenkop-ukm",
    citations: [{ source: "antara-2021-01-11", locator: "paragraph 3" }],
  };
}

type Fetch = (request: Request) => Promise<Response>;

/** Applies one failure to each request, in order; records the statuses and the Idempotency-Keys of all requests. */
export class RecordingFetch {
  readonly statuses: number[] = [];
  readonly keys: (string | null)[] = [];
  readonly failures: Fetch[];

  constructor(...failures: Fetch[]) {
    this.failures = failures;
  }

  readonly fetch = async (request: Request): Promise<Response> => {
    this.keys.push(request.headers.get("idempotency-key"));
    const response = await (this.failures.shift() ?? globalThis.fetch)(request);
    this.statuses.push(response.status);
    return response;
  };
}
