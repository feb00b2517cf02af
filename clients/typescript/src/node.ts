/** Files in Node: imports sent from one, exports saved to one. */

import { createHash } from "node:crypto";
import { createWriteStream, openAsBlob } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { answered, Refused } from "./answers.js";
import type { Capaian } from "./client.js";
import type { components, paths } from "./contract.js";
import { pause, PATIENCE, waitBefore } from "./patience.js";

export type Import = components["schemas"]["Import"];
type Query<Path extends keyof paths, Method extends "get" | "post"> = paths[Path] extends {
  [M in Method]: { parameters: { query?: infer Asked } };
}
  ? NonNullable<Asked>
  : never;
export type Saved = Extract<keyof paths, `/v1/exports/${string}.${string}` | `/v1/${string}.csv`>;

const TYPES: Record<string, string> = {
  csv: "text/csv",
  ndjson: "application/x-ndjson",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
};
const CODINGS: Record<string, string> = { gz: "gzip", zst: "zstd" };

/** What came of a file (.csv, .ndjson or .xlsx, also .gz or .zst), once it is over: its `state` and counts. */
export async function importFile(client: Capaian, file: string, told: Query<"/v1/imports", "post">): Promise<Import> {
  const body = await openAsBlob(file);
  const { data } = await answered(
    client.POST("/v1/imports", {
      params: { query: told, header: { Prefer: "respond-async" } },
      headers: named(file),
      body: body as unknown as string, // the contract's word for bytes
      bodySerializer: (sent: unknown) => sent,
    }),
  );
  return waitFor(client, data);
}

/** An import that goes on by itself, once it no longer does. */
export async function waitFor(client: Capaian, one: Import): Promise<Import> {
  for (let wait = 100; ["receiving", "queued", "running"].includes(one.state); wait = Math.min(wait * 1.5, 5000)) {
    await pause(wait);
    one = (await answered(client.GET("/v1/imports/{id}", { params: { path: { id: one.id } } }))).data;
  }
  return one;
}

/** An export, or a list as CSV, in a file that is there once it is whole. */
export async function save<Path extends Saved>(
  client: Capaian,
  path: Path,
  to: string,
  query: Query<Path, "get"> | Record<string, never> = {},
): Promise<void> {
  const get = client.GET as unknown as (
    path: string,
    asking: object,
  ) => Promise<{ data?: ReadableStream<Uint8Array>; error?: unknown; response: Response }>;
  for (let tried = 1; ; tried++) {
    // Uncompressed, so that Repr-Digest is of the bytes that are written.
    const asking = { params: { query }, headers: { "Accept-Encoding": "identity" }, parseAs: "stream", cache: "no-store" };
    const { data, error, response } = await get(path, asking);
    if (!response.ok || !data) throw new Refused(response, error);
    const broken = await saveWhole(data, response.headers.get("repr-digest"), to).catch((failure: unknown) => ({ failure }));
    if (!broken) return;
    const wait = waitBefore(PATIENCE, tried, null);
    if (wait === null) throw broken.failure;
    await pause(wait);
  }
}

async function saveWhole(data: ReadableStream<Uint8Array>, promised: string | null, to: string): Promise<void> {
  const part = `${to}.part`;
  const digest = createHash("sha256");
  try {
    await pipeline(
      data,
      async function* (pieces: AsyncIterable<Uint8Array>) {
        for await (const piece of pieces) {
          digest.update(piece);
          yield piece;
        }
      },
      createWriteStream(part),
    );
    if (promised !== null && promised !== `sha-256=:${digest.digest("base64")}:`) throw new Error(`${to}: Repr-Digest differs`);
    await rename(part, to);
  } finally {
    await rm(part, { force: true });
  }
}

/** Content-Type and Content-Encoding, by the ending. */
function named(file: string): Record<string, string> {
  const endings = file.split(".");
  const coding = CODINGS[endings.at(-1) ?? ""];
  const type = TYPES[endings.at(coding ? -2 : -1) ?? ""];
  if (!type) throw new TypeError(`${file}: imports take .csv, .ndjson and .xlsx, also with .gz or .zst`);
  return { "Content-Type": type, ...(coding ? { "Content-Encoding": coding } : {}) };
}
