/** Where the service is and who asks it, as the tests say in the environment. */

import { capaian } from "capaian-client";

export const URL = process.env.CAPAIAN_URL ?? "";
export const client = capaian(URL, { language: "en" });
export const writer = capaian(URL, { key: process.env.WRITES, language: "en" });
export const publisher = capaian(URL, { key: process.env.PUBLISHES, language: "en" });

/** A target that nothing else states. */
export function promised(period: string) {
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

/** Passes requests on, and remembers what was answered and under which key. */
export class Noting {
  readonly statuses: number[] = [];
  readonly keys: (string | null)[] = [];
  readonly fates: ((request: Request) => Promise<Response>)[];

  constructor(...fates: ((request: Request) => Promise<Response>)[]) {
    this.fates = fates;
  }

  readonly fetch = async (request: Request): Promise<Response> => {
    this.keys.push(request.headers.get("idempotency-key"));
    const response = await (this.fates.shift() ?? globalThis.fetch)(request);
    this.statuses.push(response.status);
    return response;
  };
}
