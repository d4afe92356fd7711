import { hourMs } from "#lib/domain/common/durations.ts";

export type FhirUseOutcome = "ok" | "refused" | "failed";

export interface FhirUse {
  serverId: string;
  resourceType: string;
  interaction: string;
  outcome: FhirUseOutcome;
  /** Milliseconds since 1970. */
  now: number;
}

/** How often one thing happened in one hour. */
interface FhirUseCount extends Omit<FhirUse, "now"> {
  startsAt: number;
  count: number;
}

/** Counts requests to FHIR servers until they are written. The memory is bounded. */
export interface FhirUseCounts {
  add(use: FhirUse): void;
  /** Removes and returns everything. `omitted`: requests for which there was no room. */
  take(): { counts: FhirUseCount[]; omitted: number };
  /** Adds counts that could not be written. */
  putBack(counts: readonly FhirUseCount[]): void;
}

/** About 300 bytes each. */
const defaultMaxCounts = 20_000;

function nameCount({ serverId, startsAt, resourceType, interaction, outcome }: FhirUseCount): string {
  return [serverId, startsAt, resourceType, interaction, outcome].join(" ");
}

export function createFhirUseCounts(maxCounts = defaultMaxCounts): FhirUseCounts {
  let counts = new Map<string, FhirUseCount>();
  let omitted = 0;

  const add = (added: FhirUseCount) => {
    const name = nameCount(added);
    const known = counts.get(name);
    if (known !== undefined) known.count += added.count;
    else if (counts.size >= maxCounts) omitted += added.count;
    else counts.set(name, { ...added });
  };

  return {
    add: ({ now, ...use }) => add({ ...use, startsAt: now - (now % hourMs), count: 1 }),
    take: () => {
      const taken = { counts: [...counts.values()], omitted };
      counts = new Map();
      omitted = 0;
      return taken;
    },
    putBack: (unwritten) => {
      for (const count of unwritten) add(count);
    },
  };
}
