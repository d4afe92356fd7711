"use client";

import { useEffect } from "react";
import type { ApiResult } from "./api-failure.ts";
import { useRequest } from "./use-request.ts";

/** What a component loads. Unknown if it couldn't be loaded. */
export type Loaded<Data> = { state: "loading" | "unknown" } | { state: "known"; data: Data };

interface LoadOptions {
  /** How long `key` must stay the same before the request is sent. */
  delayMs?: number;
}

/**
 * Loads when the component is mounted, and again when `key` changes. The last result stays until the next one arrives.
 * Null loads nothing.
 */
export function useLoad<Data>(
  key: string | null,
  load: (signal: AbortSignal, key: string) => Promise<ApiResult<Data>>,
  { delayMs = 0 }: LoadOptions = {},
) {
  // Loading fails for example if code it imports can't be downloaded.
  const { isBusy, result, run, abort } = useRequest((signal, input: string) =>
    load(signal, input).catch(() => "failed" as const),
  );
  useEffect(() => {
    if (key === null) return;
    const timer = setTimeout(run, delayMs, key);
    return () => {
      clearTimeout(timer);
      abort();
    };
  }, [key, delayMs, run, abort]);
  return { loaded: describeResult(result), isBusy: isBusy && key !== null, load: run };
}

function describeResult<Data>(result: ApiResult<Data> | "failed" | null): Loaded<Data> {
  if (result === null) return { state: "loading" };
  return result !== "failed" && result.isOk ? { state: "known", data: result.data } : { state: "unknown" };
}
