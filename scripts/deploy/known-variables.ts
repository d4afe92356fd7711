import { secretSettings } from "#lib/platform/settings/env.ts";
import { listSettings } from "#lib/platform/settings/list-settings.ts";
import { getFileVariable } from "#lib/platform/settings/secret-files.ts";

/** The variables that an installation can set: a misspelled one would have no effect. */
export function listKnownVariables(): string[] {
  const settings = listSettings("/", {}).map(({ name }) => name);
  return [...settings, ...secretSettings.map(getFileVariable), "TMPDIR"];
}
