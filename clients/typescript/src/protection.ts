/** Idempotency-Keys: a write that carries one takes effect once, however often it is sent. */

import type { Middleware } from "openapi-fetch";
import type { paths } from "./contract.js";

type Writing<Method extends "post" | "put" | "patch"> = {
  [Path in keyof paths]: paths[Path] extends { [M in Method]: { parameters: unknown } } ? Path : never;
}[keyof paths];
type TakingKeys<Method extends "post" | "put" | "patch"> = {
  [Path in keyof paths]: paths[Path] extends {
    [M in Method]: { parameters: { header?: { "Idempotency-Key"?: string } } };
  }
    ? "Idempotency-Key" extends keyof NonNullable<paths[Path][Method]["parameters"]["header"]>
      ? Path
      : never
    : never;
}[keyof paths];
type Unprotected = Exclude<Writing<"post">, TakingKeys<"post">> | Exclude<Writing<"put">, TakingKeys<"put">> | Exclude<Writing<"patch">, TakingKeys<"patch">>;

/** The writes that take no key. The compiler compares them with the contract: one too many or too few is an error. */
const UNPROTECTED: Record<Unprotected, true> = {
  "/v1/claims/check": true,
  "/v1/imports/{id}/cancel": true,
  "/v1/keys": true,
  "/v1/keys/{id}/rotate": true,
};

/** Gives each write a key of its own, unless the caller gave it one. */
export const protection: Middleware = {
  onRequest({ request, schemaPath }) {
    const writes = request.method !== "GET" && request.method !== "HEAD";
    if (writes && !(schemaPath in UNPROTECTED) && !request.headers.has("idempotency-key")) {
      request.headers.set("Idempotency-Key", crypto.randomUUID());
    }
  },
};
