import { constants } from "node:os";
import { LaunchError } from "../launch-error.mjs";
import { onStopSignal } from "./stop-signals.mjs";
import { watchParent } from "./watch-parent.mjs";

/**
 * The exit code of a process ended by a signal, as shells report it.
 * @param {NodeJS.Signals} name
 */
export function getSignalExitCode(name) {
  return 128 + constants.signals[name];
}

/**
 * Runs a launcher's work and sets the exit code it returns. Ctrl-C and other stop signals abort the signal
 * passed to the work, so that its cleanup runs. Expected failures are printed as one line.
 * @param {(signal: AbortSignal) => Promise<number>} work
 */
export async function runLauncher(work) {
  const controller = new AbortController();
  /** @type {NodeJS.Signals | null} */
  let stoppedBy = null;
  const stopListening = onStopSignal((name) => {
    stoppedBy ??= name;
    controller.abort(name);
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
    stopListening();
  }
}
