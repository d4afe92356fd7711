/** The oldest Node that has the built-ins the launchers use. */
const oldestForLaunching = 20;
/** The oldest Node that runs the product: it needs TypeScript support and argon2 in `node:crypto`. */
const oldestForRunning = 24;

/** @param {string} version such as "24.21.0" or "v24.21.0" */
function getMajor(version) {
  return Number.parseInt(version.replace(/^v/, ""), 10);
}

/**
 * The line to print if this Node is too old for the launchers; null if it is new enough.
 * @param {string} version
 * @returns {string | null}
 */
export function describeOldNode(version) {
  if (getMajor(version) >= oldestForLaunching) return null;
  return (
    "Node " +
    version +
    " is too old. This requires Node " +
    oldestForLaunching +
    " or newer. Get it from https://nodejs.org"
  );
}

/** @param {string} version */
export function canRunProduct(version) {
  return getMajor(version) >= oldestForRunning;
}
