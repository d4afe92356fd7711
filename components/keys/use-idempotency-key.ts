"use client";

import { useState } from "react";
import type { ApiFailure } from "../api-client.ts";
import { createIdempotencyKey } from "./key-client.ts";

/** Whether the answer to an earlier attempt was lost, and this one asked for something else. */
export function isAnotherRequest({ code }: ApiFailure): boolean {
  return code === "idempotency_mismatch";
}

/** Makes a request that is sent again the same one, until somebody begins anew. */
export function useIdempotencyKey() {
  const [idempotencyKey, setIdempotencyKey] = useState(createIdempotencyKey);
  return { idempotencyKey, beginAnew: () => setIdempotencyKey(createIdempotencyKey()) };
}
