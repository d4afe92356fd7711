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
  if (!response.ok) throw new Error(`the document answered ${response.status}`);
  const groups = readReference(await response.json());
  return new Map(
    groups.flatMap(({ operations }) => operations.map((operation) => [operation.id, operation])),
  );
}

/** The document behind the reference, fetched once somebody opens a call: most of it nobody reads. */
export function useReference(): { reference: Reference; load: () => void } {
  const [reference, setReference] = useState<Reference>({ state: "loading" });
  const isAsked = useRef(false);
  const load = useCallback(() => {
    if (isAsked.current) return;
    isAsked.current = true;
    setReference({ state: "loading" });
    fetchOperations().then(
      (operations) => setReference({ state: "ready", operations }),
      () => {
        isAsked.current = false;
        setReference({ state: "failed" });
      },
    );
  }, []);
  return { reference, load };
}
