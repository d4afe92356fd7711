/** An expected failure of a launcher; its message is all that is printed. */
export class LaunchError extends Error {
  /** @param {string} message */
  constructor(message) {
    super(message);
    this.name = "LaunchError";
  }
}
