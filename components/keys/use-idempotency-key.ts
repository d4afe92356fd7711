"use client";

import { useState } from "react";
import type { ApiFailure } from "../api-failure.ts";
import { createIdempotencyKey } from "./key-client.ts";

/** Whether this attempt differs from an earlier one with the same Idempotency-Key, whose response was lost. */
export function isIdempotencyMismatch({ code }: ApiFailure): boolean {
  return code === "idempotency_mismatch";
}

/** Keeps the same Idempotency-Key for repeated attempts until it is renewed. */
export function useIdempotencyKey() {
  const [idempotencyKey, setIdempotencyKey] = useState(createIdempotencyKey);
  return { idempotencyKey, renewIdempotencyKey: () => setIdempotencyKey(createIdempotencyKey()) };
}
