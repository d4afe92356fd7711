"use client";

import { useRef, useState } from "react";
import type { FhirConnectionDto } from "#lib/contract/resources/fhir-servers.ts";
import type { ApiFailure, ApiResult } from "../api-client.ts";

export interface ConnectionTest {
  isBusy: boolean;
  /** Null without a result, or after the URL was changed. */
  result: FhirConnectionDto | null;
  /** Set if the test request failed. */
  failure: ApiFailure | null;
}

const untested: ConnectionTest = { isBusy: false, result: null, failure: null };

/** Runs one test at a time. A result that arrives after `reset` is dropped. */
export function useConnectionTest(run: () => Promise<ApiResult<FhirConnectionDto>>) {
  const [test, setTest] = useState(untested);
  const latest = useRef(0);
  const start = async () => {
    latest.current += 1;
    const id = latest.current;
    setTest({ ...untested, isBusy: true });
    const response = await run();
    if (latest.current !== id) return;
    if (response.isOk) setTest({ ...untested, result: response.data });
    else setTest({ ...untested, failure: response.failure });
  };
  const reset = () => {
    latest.current += 1;
    setTest(untested);
  };
  return { test, start, reset };
}
