// Created on first use: the first number format costs a browser 40 ms, and few pages need one.
let counts: Intl.NumberFormat | undefined;
let shares: Intl.NumberFormat | undefined;

/** "7", "2,000". `count` is an integer. */
export function formatCount(count: number): string {
  if (Math.abs(count) < 1000) return String(count);
  counts ??= new Intl.NumberFormat("en");
  return counts.format(count);
}

/** "1 key", "2,000 keys". */
export function formatCountOf(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** "12.5%". `share` is between 0 and 1. */
export function formatShare(share: number): string {
  shares ??= new Intl.NumberFormat("en", { style: "percent", maximumFractionDigits: 1 });
  return shares.format(share);
}
