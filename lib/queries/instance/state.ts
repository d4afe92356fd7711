import "server-only";

import { readInstanceHealth } from "#lib/services/instance/state/read-health.ts";
import { readSettings } from "#lib/services/instance/state/read-settings.ts";
import { openInstance } from "./open-instance.ts";

export async function readSettingsPage() {
  return readSettings(await openInstance("/instance/settings"));
}

export async function readHealthPage() {
  return readInstanceHealth(await openInstance("/instance/health"));
}
