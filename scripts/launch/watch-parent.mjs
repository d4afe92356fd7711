import { isProcessAlive, readProcessStart } from "../../lib/process-identity.mjs";

const pollMs = 250;

/** @type {readonly NodeJS.Signals[]} */
export const stopSignals = ["SIGINT", "SIGTERM", "SIGHUP"];

/**
 * Treats the end of the npm that started us as a stop signal. npm passes on SIGINT and SIGTERM but no SIGHUP, and nothing when it
 * is killed. A launcher that a person or a supervisor started directly may outlive its parent.
 * @returns {() => void} ends the watch
 */
export function watchParent() {
  if (process.env.npm_lifecycle_event === undefined) return () => {};
  const parent = process.ppid;
  const startedAt = readProcessStart(parent);
  const stop = () => clearInterval(timer);
  const timer = setInterval(() => {
    // The first notices where orphans get a new parent; the second also where the old number stays, as on Windows.
    if (process.ppid === parent && isProcessAlive(parent, startedAt)) return;
    // Not a real signal: on Windows that would end this process before it could stop the server.
    process.emit("SIGTERM", "SIGTERM");
  }, pollMs);
  timer.unref();
  // Once asked to stop we do; a second signal would cut the server off.
  for (const name of stopSignals) process.once(name, stop);
  return () => {
    stop();
    for (const name of stopSignals) process.off(name, stop);
  };
}
