import { isProcessAlive, readProcessStart } from "../../../lib/platform/process/process-identity.mjs";
import { onStopSignal } from "./stop-signals.mjs";

const pollMs = 250;

/**
 * Treats the end of the npm process that started this one as a stop signal. npm passes on SIGINT and SIGTERM
 * but not SIGHUP, and nothing when it is killed. A launcher started directly by a person or a supervisor may
 * outlive its parent.
 * @returns {() => void} stops watching
 */
export function watchParent() {
  if (process.env.npm_lifecycle_event === undefined) return () => {};
  const parent = process.ppid;
  const startedAt = readProcessStart(parent);
  const stop = () => clearInterval(timer);
  const timer = setInterval(() => {
    // The first check works where orphans get a new parent, the second also where they keep the old parent
    // id, as on Windows.
    if (process.ppid === parent && isProcessAlive(parent, startedAt)) return;
    // Emitted instead of sent: on Windows a real signal would end this process before it could stop the
    // server.
    process.emit("SIGTERM", "SIGTERM");
  }, pollMs);
  timer.unref();
  // The first signal stops the watch as well; emitting a second one would cut off the server.
  const stopListening = onStopSignal(stop);
  return () => {
    stop();
    stopListening();
  };
}
