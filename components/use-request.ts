"use client";

import { useEffect, useRef, useState } from "react";

interface RequestState<Result> {
  isBusy: boolean;
  /** The latest result. It stays while the next request runs. */
  result: Result | null;
}

const idle = { isBusy: false, result: null };

type Send<Args extends unknown[], Result> = (signal: AbortSignal, ...args: Args) => Promise<Result>;

/** Sends one request at a time. A new one aborts the one before, whose result is dropped. */
export function createRequester<Args extends unknown[], Result>(
  send: Send<Args, Result>,
  update: (change: (state: RequestState<Result>) => RequestState<Result>) => void,
) {
  let controller = new AbortController();
  const abort = () => controller.abort();
  return {
    abort,
    /** Returns null if a newer request, `abort` or `reset` has dropped the result. */
    run: async (...args: Args): Promise<Result | null> => {
      abort();
      controller = new AbortController();
      const { signal } = controller;
      update(({ result }) => ({ isBusy: true, result }));
      try {
        const result = await send(signal, ...args);
        if (signal.aborted) return null;
        update(() => ({ isBusy: false, result }));
        return result;
      } catch (error) {
        if (!signal.aborted) update(() => idle);
        throw error;
      }
    },
    reset: () => {
      abort();
      update(() => idle);
    },
  };
}

/**
 * The state of a component's requests. Only reads should obey the signal: an aborted change may have been made. `send`
 * runs to its end even if the component is unmounted, so what must always happen after a change belongs there.
 */
export function useRequest<Args extends unknown[], Result>(send: Send<Args, Result>) {
  const [state, setState] = useState<RequestState<Result>>(idle);
  const latest = useRef(send);
  const [requester] = useState(() =>
    createRequester<Args, Result>((...args) => latest.current(...args), setState),
  );
  useEffect(() => {
    latest.current = send;
  });
  useEffect(() => requester.abort, [requester]);
  return { ...state, ...requester };
}
