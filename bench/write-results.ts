import type { LoadResult } from "./measure-load.ts";

/** The results of one part of the bench. */
export interface Section {
  title: string;
  /** A claim and its figure. */
  claims: readonly (readonly [claim: string, figure: string])[];
  /** Markdown. */
  text: string;
}

export interface Machine {
  node: string;
  processors: number;
  model: string;
  rounds: number;
  seconds: number;
}

export const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

export function formatRatio(value: number, of: number): string {
  const quotient = value / of;
  return quotient >= 10 ? quotient.toFixed(0) : quotient.toFixed(2);
}

/** Results by name, each compared with the reference. */
export function formatTable(
  reference: LoadResult,
  rows: readonly (readonly [name: string, result: LoadResult])[],
): string {
  const lines = rows.map(([name, { perSecond, p50Ms, p99Ms, errors, rejected, cpuUs }]) =>
    [
      `| ${name} | ${formatRatio(perSecond, reference.perSecond)} | ${whole.format(perSecond)}`,
      `${cpuUs === 0 ? "" : cpuUs.toFixed(1)} | ${p50Ms.toFixed(2)} | ${p99Ms.toFixed(2)}`,
      `${errors} | ${rejected} |`,
    ].join(" | "),
  );
  return [
    "| | ÷ reference | requests/s | CPU µs per request | p50 ms | p99 ms | failed | rejected |",
    "|---|---|---|---|---|---|---|---|",
    ...lines,
  ].join("\n");
}

/** The report in Markdown. Ratios come first, because absolute figures depend on the machine. */
export function writeResults(machine: Machine, sections: readonly Section[]): string {
  const { node, processors, model, rounds, seconds } = machine;
  const claims = sections.flatMap((section) => section.claims);
  const head = `# Results

Written by \`npm run bench\`. Node ${node}, ${processors} processors (${model}). Every server runs on processor 0, the load
(wrk, 32 connections) on processor 1. ${rounds} rounds of ${seconds} s, with the servers in turn within each round; medians. Compare only ratios within one
table: absolute figures depend on the machine and its current load. CPU is the CPU time of the process that verifies, with all its threads.

| claim | figure |
|---|---|
${claims.map(([claim, figure]) => `| ${claim} | ${figure} |`).join("\n")}
`;
  const bodies = sections
    .filter(({ text }) => text !== "")
    .map(({ title, text }) => `\n## ${title}\n\n${text}\n`);
  return head + bodies.join("");
}
