/** Idempotency-Keys: a write that has one takes effect once, even if it is sent several times. */

import type { Middleware } from "openapi-fetch";
import type { paths } from "./openapi.js";

type WritePath<Method extends "post" | "put" | "patch"> = {
  [Path in keyof paths]: paths[Path] extends { [M in Method]: { parameters: unknown } } ? Path : never;
}[keyof paths];
type PathWithKey<Method extends "post" | "put" | "patch"> = {
  [Path in keyof paths]: paths[Path] extends {
    [M in Method]: { parameters: { header?: { "Idempotency-Key"?: string } } };
  }
    ? "Idempotency-Key" extends keyof NonNullable<paths[Path][Method]["parameters"]["header"]>
      ? Path
      : never
    : never;
}[keyof paths];
type PathWithoutKey =
  | Exclude<WritePath<"post">, PathWithKey<"post">>
  | Exclude<WritePath<"put">, PathWithKey<"put">>
  | Exclude<WritePath<"patch">, PathWithKey<"patch">>;

/** The writes that accept no key. The compiler compares the table with openapi.yaml: a missing entry is an error. */
const PATHS_WITHOUT_KEY: Record<PathWithoutKey, true> = {
  "/v1/claims/check": true,
  "/v1/imports/{id}/cancel": true,
  "/v1/keys": true,
  "/v1/keys/{id}/rotate": true,
};

/** Set an Idempotency-Key on each write, unless the caller has set one. */
export const idempotencyKeys: Middleware = {
  onRequest({ request, schemaPath }) {
    const writes = request.method !== "GET" && request.method !== "HEAD";
    if (writes && !(schemaPath in PATHS_WITHOUT_KEY) && !request.headers.has("idempotency-key")) {
      request.headers.set("Idempotency-Key", crypto.randomUUID());
    }
  },
};
