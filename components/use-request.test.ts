import { expect, test } from "vitest";
import { createRequester } from "./use-request.ts";

/** A requester whose requests are answered by the test, in any order. */
function createHeldRequester() {
  const held = new Map<string, { signal: AbortSignal; resolve: (result: string) => void }>();
  const send = (signal: AbortSignal, name: string) =>
    new Promise<string>((resolve) => held.set(name, { signal, resolve }));
  let state: { isBusy: boolean; result: string | null } = { isBusy: false, result: null };
  const requester = createRequester(send, (change) => {
    state = change(state);
  });
  return {
    ...requester,
    getState: () => state,
    answer: (name: string) => held.get(name)?.resolve(`result of ${name}`),
    isAborted: (name: string) => held.get(name)?.signal.aborted,
  };
}

test("is busy until the result arrives, and keeps it during the next request", async () => {
  const { run, answer, getState } = createHeldRequester();
  const first = run("first");
  expect(getState()).toEqual({ isBusy: true, result: null });
  answer("first");
  expect(await first).toBe("result of first");
  expect(getState()).toEqual({ isBusy: false, result: "result of first" });
  void run("second");
  expect(getState()).toEqual({ isBusy: true, result: "result of first" });
});

test("aborts an earlier request and drops its result, even if it arrives last", async () => {
  const { run, answer, getState, isAborted } = createHeldRequester();
  const first = run("first");
  const second = run("second");
  expect([isAborted("first"), isAborted("second")]).toEqual([true, false]);
  answer("second");
  await second;
  answer("first");
  expect(await first).toBeNull();
  expect(getState()).toEqual({ isBusy: false, result: "result of second" });
});

test("drops the result after abort, as when the component is unmounted", async () => {
  const { run, abort, answer, getState } = createHeldRequester();
  const request = run("first");
  abort();
  answer("first");
  expect(await request).toBeNull();
  expect(getState().result).toBeNull();
});

test("is idle after reset", async () => {
  const { run, reset, answer, getState } = createHeldRequester();
  const request = run("first");
  reset();
  answer("first");
  await request;
  expect(getState()).toEqual({ isBusy: false, result: null });
});

test("is idle again if sending throws", async () => {
  let isBusy = false;
  const { run } = createRequester(
    () => Promise.reject(new Error("no network")),
    (change) => {
      isBusy = change({ isBusy, result: null }).isBusy;
    },
  );
  const request = run();
  expect(isBusy).toBe(true);
  await expect(request).rejects.toThrow("no network");
  expect(isBusy).toBe(false);
});
