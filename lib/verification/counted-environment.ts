import type { KeyRecord } from "#lib/keys/key-record.ts";

/**
 * The environment a call is counted under: the one that was asked for, if the team has it, or the key's own. Whatever else a caller
 * may invent is counted as none: each name is a row that stays.
 */
export function getCountedEnvironment(
  { environment, teamEnvironments }: Pick<KeyRecord, "environment" | "teamEnvironments">,
  asked: string | undefined,
): string {
  if (asked === undefined || asked === environment.slug) return environment.slug;
  return teamEnvironments.includes(asked) ? asked : "";
}
