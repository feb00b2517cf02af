/** Files in Node: import a file, download an export, store the position of a follower. */

import { createHash } from "node:crypto";
import { createWriteStream, openAsBlob } from "node:fs";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import type { Capaian } from "./client.js";
import type { Position } from "./follow.js";
import type { components, paths } from "./openapi.js";
import { ProblemError, unwrap } from "./responses.js";
import { DEFAULT_RETRY, retryDelay, sleep } from "./retry.js";

export type ImportRun = components["schemas"]["ImportRun"];
type Query<Path extends keyof paths, Method extends "get" | "post"> = paths[Path] extends {
  [M in Method]: { parameters: { query?: infer Parameters } };
}
  ? NonNullable<Parameters>
  : never;
/** The paths of exports and of lists as CSV. */
export type DownloadPath = Extract<keyof paths, `/v1/exports/${string}.${string}` | `/v1/${string}.csv`>;

const MEDIA_TYPES: Record<string, string> = {
  csv: "text/csv",
  ndjson: "application/x-ndjson",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  ods: "application/vnd.oasis.opendocument.spreadsheet",
};
const ENCODINGS: Record<string, string> = { gz: "gzip", zst: "zstd" };

/** Import a file (.csv, .ndjson, .xlsx or .ods, also .gz or .zst) and return the run after it has ended. */
export async function importFile(
  client: Capaian,
  file: string,
  options: Query<"/v1/imports", "post">,
): Promise<ImportRun> {
  const body = await openAsBlob(file);
  const { data } = await unwrap(
    client.POST("/v1/imports", {
      params: { query: options, header: { Prefer: "respond-async" } },
      headers: contentHeaders(file),
      body: body as unknown as string, // the type of binary data in openapi.yaml
      bodySerializer: (content: unknown) => content,
    }),
  );
  return waitForImport(client, data);
}

/** Wait until an import run is no longer running, and return it. */
export async function waitForImport(client: Capaian, run: ImportRun): Promise<ImportRun> {
  for (let delay = 100; ["receiving", "queued", "running"].includes(run.status); delay = Math.min(delay * 1.5, 5000)) {
    await sleep(delay);
    run = (await unwrap(client.GET("/v1/imports/{id}", { params: { path: { id: run.id } } }))).data;
  }
  return run;
}

/** Write an export, or a list as CSV, to a file; the file exists when it is complete. */
export async function download<Path extends DownloadPath>(
  client: Capaian,
  path: Path,
  file: string,
  query: Query<Path, "get"> | Record<string, never> = {},
): Promise<void> {
  const get = client.GET as unknown as (
    path: string,
    init: object,
  ) => Promise<{ data?: ReadableStream<Uint8Array>; error?: unknown; response: Response }>;
  for (let attempts = 1; ; attempts++) {
    // Uncompressed, because Repr-Digest is computed from the uncompressed bytes.
    const headers = { "Accept-Encoding": "identity" };
    const init = { params: { query }, headers, parseAs: "stream", cache: "no-store" };
    const { data, error, response } = await get(path, init);
    if (!response.ok || !data) throw new ProblemError(response, error);
    const digest = response.headers.get("repr-digest");
    const failed = await writeDownload(data, digest, file).catch((cause: unknown) => ({ cause }));
    if (!failed) return;
    const delay = retryDelay(DEFAULT_RETRY, attempts, null);
    if (delay === null) throw failed.cause;
    await sleep(delay);
  }
}

/** Write `<file>.part`, compare its digest, and rename it; until then `file` is unchanged. */
async function writeDownload(data: ReadableStream<Uint8Array>, expectedDigest: string | null, file: string): Promise<void> {
  const part = `${file}.part`;
  const digest = createHash("sha256");
  try {
    await pipeline(
      data,
      async function* (chunks: AsyncIterable<Uint8Array>) {
        for await (const chunk of chunks) {
          digest.update(chunk);
          yield chunk;
        }
      },
      createWriteStream(part),
    );
    if (expectedDigest !== null && expectedDigest !== `sha-256=:${digest.digest("base64")}:`) {
      throw new Error(`${file}: the download differs from its Repr-Digest; the file was not written`);
    }
    await rename(part, file);
  } finally {
    await rm(part, { force: true });
  }
}

/** Store the position of `follow` in a file, which is replaced in one step. */
export function positionFile(file: string): Position {
  return {
    async load() {
      const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
        if (error.code === "ENOENT") return null;
        throw error;
      });
      if (text === null) return null;
      if (!/^[!-~]{1,500}\n?$/.test(text)) {
        throw new Error(`${file} contains no cursor; delete it to start from \`after\`, or from the first change`);
      }
      return text.trim();
    },
    async store(cursor) {
      await writeFile(`${file}.part`, `${cursor}\n`);
      await rename(`${file}.part`, file);
    },
  };
}

/** Return Content-Type and Content-Encoding for the suffixes of a file. Throws TypeError for other suffixes. */
function contentHeaders(file: string): Record<string, string> {
  const suffixes = file.split(".");
  const encoding = ENCODINGS[suffixes.at(-1) ?? ""];
  const type = MEDIA_TYPES[suffixes.at(encoding ? -2 : -1) ?? ""];
  if (!type) throw new TypeError(`${file}: an import accepts .csv, .ndjson, .xlsx and .ods, also followed by .gz or .zst`);
  return { "Content-Type": type, ...(encoding ? { "Content-Encoding": encoding } : {}) };
}
