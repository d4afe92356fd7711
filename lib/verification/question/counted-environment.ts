import type { KeyRecord } from "#lib/domain/keys/key-record.ts";

/**
 * The environment under which a request is counted: the requested one if the team has it, or the key's own.
 * Any other name is counted under the empty name, because each distinct name would create permanent rows.
 */
export function getCountedEnvironment(
  { environment, teamEnvironments }: Pick<KeyRecord, "environment" | "teamEnvironments">,
  requested: string | undefined,
): string {
  if (requested === undefined || requested === environment.slug) return environment.slug;
  return teamEnvironments.includes(requested) ? requested : "";
}
