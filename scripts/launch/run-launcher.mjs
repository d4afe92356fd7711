import { constants } from "node:os";
import { LaunchError } from "./launch-error.mjs";
import { stopSignals, watchParent } from "./watch-parent.mjs";

/**
 * Exit code of a process ended by a signal, as shells give it.
 * @param {NodeJS.Signals} name
 */
export function getSignalExitCode(name) {
  return 128 + constants.signals[name];
}

/**
 * Runs a launcher's work and sets the exit code it returns. Ctrl-C and its like abort the signal handed to the work, whose
 * clean-up then runs; expected failures are printed as one line.
 * @param {(signal: AbortSignal) => Promise<number>} work
 */
export async function runLauncher(work) {
  const controller = new AbortController();
  /** @type {NodeJS.Signals | null} */
  let stoppedBy = null;
  const listeners = stopSignals.map((name) => {
    const listener = () => {
      stoppedBy ??= name;
      controller.abort(name);
    };
    process.on(name, listener);
    return { name, listener };
  });
  const stopWatching = watchParent();
  try {
    process.exitCode = await work(controller.signal);
  } catch (error) {
    if (stoppedBy !== null) {
      process.exitCode = getSignalExitCode(stoppedBy);
    } else if (error instanceof LaunchError) {
      console.error(error.message);
      process.exitCode = 1;
    } else {
      throw error;
    }
  } finally {
    stopWatching();
    for (const { name, listener } of listeners) process.off(name, listener);
  }
}
