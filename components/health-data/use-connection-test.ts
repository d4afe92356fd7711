"use client";

import { useRef, useState } from "react";
import type { FhirConnectionDto } from "#lib/schemas/fhir-servers.ts";
import type { ApiFailure, ApiResult } from "../api-client.ts";

export interface ConnectionTest {
  isBusy: boolean;
  /** Null while there is none, or while it is of another address. */
  result: FhirConnectionDto | null;
  /** The test itself could not be made. */
  failure: ApiFailure | null;
}

const untested: ConnectionTest = { isBusy: false, result: null, failure: null };

/** Runs a test at a time; an answer that comes after `forget` is dropped. */
export function useConnectionTest(run: () => Promise<ApiResult<FhirConnectionDto>>) {
  const [test, setTest] = useState(untested);
  const latest = useRef(0);
  const start = async () => {
    latest.current += 1;
    const number = latest.current;
    setTest({ ...untested, isBusy: true });
    const answer = await run();
    if (latest.current !== number) return;
    if (answer.isOk) setTest({ ...untested, result: answer.data });
    else setTest({ ...untested, failure: answer.failure });
  };
  const forget = () => {
    latest.current += 1;
    setTest(untested);
  };
  return { test, start, forget };
}
