/**
 * Calls the listener for Ctrl-C and the other signals that stop a process.
 * @param {(name: "SIGINT" | "SIGTERM" | "SIGHUP") => void} listener
 * @returns {() => void} stops listening
 */
export function onStopSignal(listener) {
  const listeners = /** @type {const} */ (["SIGINT", "SIGTERM", "SIGHUP"]).map((name) => {
    const listen = () => listener(name);
    process.on(name, listen);
    return () => process.off(name, listen);
  });
  return () => {
    for (const stop of listeners) stop();
  };
}
