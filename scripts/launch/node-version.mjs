/** Oldest Node whose built-ins the launchers use. */
const oldestForLaunching = 20;
/** Oldest Node that runs the product: TypeScript as it is, argon2 in `node:crypto`. */
const oldestForRunning = 24;

/** @param {string} version such as "24.21.0" or "v24.21.0" */
function getMajor(version) {
  return Number.parseInt(version.replace(/^v/, ""), 10);
}

/**
 * The line to print when this Node is too old for the launchers themselves; null when it will do.
 * @param {string} version
 * @returns {string | null}
 */
export function describeOldNode(version) {
  if (getMajor(version) >= oldestForLaunching) return null;
  return (
    "Node " +
    version +
    " is too old: this needs Node " +
    oldestForLaunching +
    " or newer. Get it from https://nodejs.org"
  );
}

/** @param {string} version */
export function canRunProduct(version) {
  return getMajor(version) >= oldestForRunning;
}
