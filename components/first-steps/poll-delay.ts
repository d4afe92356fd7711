const second = 1_000;
const minute = 60 * second;

/** How long to wait before asking again. Starts over when someone returns to the page. */
const delays = [
  { untilMs: 3 * minute, delayMs: 1.2 * second },
  { untilMs: 15 * minute, delayMs: 4 * second },
  { untilMs: 60 * minute, delayMs: 15 * second },
];

/** Null once most people have left the page open and gone. */
export function getPollDelay(waitedMs: number, hasFailed: boolean): number | null {
  const delayMs = delays.find(({ untilMs }) => waitedMs < untilMs)?.delayMs;
  if (delayMs === undefined) return null;
  return hasFailed ? Math.max(delayMs, 15 * second) : delayMs;
}
