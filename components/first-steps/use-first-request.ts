"use client";

import { useEffect, useRef, useState } from "react";
import { requestApi } from "#components/api-client.ts";
import { createRequester } from "#components/use-request.ts";
import { dayMs } from "#lib/domain/common/durations.ts";
import { getPollDelay } from "./poll-delay.ts";

export interface AwaitedKey {
  teamId: string;
  id: string;
  /** ISO 8601. */
  createdAt: string;
}

/** `rejected`: requests arrived, but none was accepted yet. `idle`: nobody asks any more until someone returns. */
export type FirstRequestState = "waiting" | "rejected" | "received" | "idle";

interface Usage {
  total: number;
  rejected: number;
}

/** Written without zod, because the overview loads this code and zod need not be. */
function parseUsage(body: unknown): Usage {
  const { total, data } = body as { total: number; data: { rejected: number }[] };
  return { total, rejected: data.reduce((sum, group) => sum + group.rejected, 0) };
}

type ReadState = Exclude<FirstRequestState, "idle"> | "unknown";

/** `unknown` if the request failed. */
async function readState({ teamId, id, createdAt }: AwaitedKey, signal: AbortSignal): Promise<ReadState> {
  const from = new Date(Math.max(Date.parse(createdAt), Date.now() - dayMs)).toISOString();
  const path = `/keys/${encodeURIComponent(id)}/usage?${new URLSearchParams({ from, by: "outcome" })}`;
  const result = await requestApi({ method: "GET", path, teamId, signal, schema: { parse: parseUsage } });
  if (!result.isOk) return "unknown";
  const { total, rejected } = result.data;
  if (total > rejected) return "received";
  return rejected > 0 ? "rejected" : "waiting";
}

/** Asks again and again, only while the page is visible, until `onState` returns true or most people would have left. */
function poll(key: AwaitedKey, onState: (state: FirstRequestState) => boolean): () => void {
  const requester = createRequester(
    (signal) => readState(key, signal),
    () => {},
  );
  let timer: ReturnType<typeof setTimeout> | undefined;
  let startedMs = Date.now();
  const stop = () => {
    requester.abort();
    clearTimeout(timer);
  };
  const end = () => {
    stop();
    document.removeEventListener("visibilitychange", restart);
    removeEventListener("focus", restart);
  };
  const ask = async () => {
    const state = await requester.run();
    if (state === null) return;
    if (state !== "unknown" && onState(state)) return end();
    const delayMs = getPollDelay(Date.now() - startedMs, state === "unknown");
    if (delayMs === null) onState("idle");
    else timer = setTimeout(ask, delayMs);
  };
  function restart() {
    stop();
    if (document.visibilityState !== "visible") return;
    startedMs = Date.now();
    void ask();
  }
  restart();
  document.addEventListener("visibilitychange", restart);
  addEventListener("focus", restart);
  return end;
}

/** Waits for the first accepted request with this key. `onReceived` is called once. */
export function useFirstRequest(
  { teamId, id, createdAt }: AwaitedKey,
  onReceived: () => void,
): FirstRequestState {
  const [state, setState] = useState<FirstRequestState>("waiting");
  const latest = useRef(onReceived);
  useEffect(() => {
    latest.current = onReceived;
  });
  useEffect(() => {
    return poll({ teamId, id, createdAt }, (next) => {
      setState(next);
      if (next !== "received") return false;
      latest.current();
      return true;
    });
  }, [teamId, id, createdAt]);
  return state;
}
