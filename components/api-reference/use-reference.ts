"use client";

import { useCallback, useRef, useState } from "react";
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
  const [reference, setReference] = useState<Reference>({ state: "loading" });
  const isRequested = useRef(false);
  const load = useCallback(() => {
    if (isRequested.current) return;
    isRequested.current = true;
    setReference({ state: "loading" });
    fetchOperations().then(
      (operations) => setReference({ state: "ready", operations }),
      () => {
        isRequested.current = false;
        setReference({ state: "failed" });
      },
    );
  }, []);
  return { reference, load };
}
