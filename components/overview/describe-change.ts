import { formatCount, formatShare } from "#components/ui/format/format-count.ts";

export interface Change {
  direction: "up" | "down" | "same";
  /** "Up 12.4%": the direction is also in words. */
  text: string;
}

const words = { up: "Up", down: "Down" } as const;

function directionOf(difference: number): Change["direction"] {
  if (difference === 0) return "same";
  return difference > 0 ? "up" : "down";
}

function describe(difference: number, amount: string): Change {
  const direction = directionOf(difference);
  return { direction, text: direction === "same" ? "No change" : `${words[direction]} ${amount}` };
}

/** The change of a number in percent. Null: there is nothing to compare it with. */
export function describeGrowth(now: number, before: number): Change | null {
  if (before === 0) return null;
  const growth = (now - before) / before;
  if (growth > 9.99) return { direction: "up", text: `Up ${formatCount(Math.round(now / before))} times` };
  const tenths = Math.round(growth * 1000);
  return describe(tenths, formatShare(Math.abs(tenths) / 1000));
}

/** The change of a share in percentage points. */
export function describePoints(now: number, before: number): Change {
  const tenths = Math.round((now - before) * 1000);
  const points = Math.abs(tenths) / 10;
  return describe(tenths, `${points} ${points === 1 ? "point" : "points"}`);
}

/** The change of a number of things. */
export function describeDifference(now: number, before: number): Change {
  return describe(now - before, formatCount(Math.abs(now - before)));
}
