import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { performance } from "node:perf_hooks";
import { type Exchanges, followExchanges } from "#server/http/connection/exchanges.ts";

/** Memory shared by the threads: for each slot, how busy its thread is and how many connections it has. */
export type Loads = Int32Array;

const wordsPerSlot = 2;

export function createLoads(slots: number): Loads {
  return new Int32Array(new SharedArrayBuffer(slots * wordsPerSlot * Int32Array.BYTES_PER_ELEMENT));
}

interface Load {
  /** Thousandths of the time. */
  busy: number;
  /** Connections that have sent a request recently. */
  active: number;
}

const intervalMs = 500;

/** A thread that is idle half of the time answers without delay, even if others have fewer connections. */
const minBusy = 500;
/** Smaller differences are noise. */
const minExcess = 100;

/** How many connections a thread should close, so that their clients reconnect and reach another thread. */
export function countToRelease(own: Load, all: readonly Load[]): number {
  const averageBusy = sum(all, "busy") / all.length;
  const averageActive = sum(all, "active") / all.length;
  if (own.busy < minBusy || own.busy < averageBusy - minExcess) return 0;
  const byConnections = Math.floor(own.active - averageActive);
  const excess = own.busy - averageBusy;
  const byLoad = excess < minExcess ? 0 : Math.floor((own.active * excess) / own.busy);
  return Math.max(0, Math.min(own.active - 1, Math.max(byConnections, byLoad)));
}

function sum(loads: readonly Load[], name: keyof Load): number {
  return loads.reduce((total, load) => total + load[name], 0);
}

/**
 * Keeps this thread from answering far more requests than the others. The operating system gives a new
 * connection to any thread that is awake, so that one thread may get all of them. A thread with too many
 * closes some after their next response, as HTTP allows. Returns a function that stops it.
 */
export function balance(server: Server, loads: Loads, slot: number): () => void {
  const exchanges = followExchanges(server);
  const countActive = createActivity(exchanges);
  let toRelease = 0;
  let last = performance.eventLoopUtilization();

  const release = (_request: IncomingMessage, response: ServerResponse) => {
    response.shouldKeepAlive = false;
    toRelease -= 1;
    if (toRelease <= 0) server.removeListener("request", release);
  };

  const rebalance = () => {
    const now = performance.eventLoopUtilization();
    const { utilization } = performance.eventLoopUtilization(now, last);
    last = now;
    const own = { busy: Math.round(utilization * 1000), active: countActive() };
    write(loads, slot, own);
    server.removeListener("request", release);
    toRelease = countToRelease(own, readAll(loads));
    if (toRelease > 0) server.prependListener("request", release);
  };

  const timer = setInterval(rebalance, intervalMs);
  timer.unref();
  return () => {
    clearInterval(timer);
    server.removeListener("request", release);
    clearLoad(loads, slot);
  };
}

/** Counts the connections that have sent a request since the last count. */
function createActivity(exchanges: Exchanges): () => number {
  let seen = new WeakSet<IncomingMessage>();
  return () => {
    const latest = new WeakSet<IncomingMessage>();
    let active = 0;
    for (const { request } of exchanges.values()) {
      if (!seen.has(request)) active += 1;
      latest.add(request);
    }
    seen = latest;
    return active;
  };
}

/** A running thread's slot holds its load plus one, so that zero means the slot has no thread. */
function write(loads: Loads, slot: number, { busy, active }: Load): void {
  Atomics.store(loads, slot * wordsPerSlot, busy + 1);
  Atomics.store(loads, slot * wordsPerSlot + 1, active);
}

/** Clears the slot of a thread that has ended. */
export function clearLoad(loads: Loads, slot: number): void {
  Atomics.store(loads, slot * wordsPerSlot, 0);
}

function readAll(loads: Loads): Load[] {
  const all: Load[] = [];
  for (let at = 0; at < loads.length; at += wordsPerSlot) {
    const busy = Atomics.load(loads, at);
    if (busy > 0) all.push({ busy: busy - 1, active: Atomics.load(loads, at + 1) });
  }
  return all;
}
