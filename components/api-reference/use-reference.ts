"use client";

import { useRequest } from "../use-request.ts";
import { readReference } from "./read-reference.ts";
import type { OperationView } from "./view-data.ts";

export type Reference =
  | { state: "loading" }
  | { state: "failed" }
  | { state: "ready"; operations: ReadonlyMap<string, OperationView> };

async function fetchOperations(): Promise<ReadonlyMap<string, OperationView>> {
  const response = await fetch("/v1/api/openapi.json");
  if (!response.ok) throw new Error(`the API document request returned ${response.status}`);
  const groups = readReference(await response.json());
  return new Map(
    groups.flatMap(({ operations }) => operations.map((operation) => [operation.id, operation])),
  );
}

/** The API document, fetched when the reader first opens an operation: it is large, and most of it is never read. */
export function useReference(): { reference: Reference; load: () => void } {
  const { isBusy, result, run } = useRequest(() =>
    fetchOperations().then(
      (operations): Reference => ({ state: "ready", operations }),
      (): Reference => ({ state: "failed" }),
    ),
  );
  const reference: Reference = isBusy || result === null ? { state: "loading" } : result;
  const load = () => {
    if (!isBusy && result?.state !== "ready") void run();
  };
  return { reference, load };
}
