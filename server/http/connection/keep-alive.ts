/** Longer than the usual proxy keeps its end open, so that a proxy never writes to a connection that is closing. */
export const keepAliveTimeoutMs = 65_000;
