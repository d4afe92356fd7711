import "server-only";

import { readInstanceHealth } from "#lib/services/instance/state/read-health.ts";
import { readSettings } from "#lib/services/instance/state/read-settings.ts";
import { readProvisioning } from "#lib/services/provisioning/settings/read.ts";
import { openInstance } from "./open-instance.ts";

export async function readSettingsPage() {
  return readSettings(await openInstance("/instance/settings"));
}

/** The state of provisioning, with the time of the page. */
export async function readProvisioningPage() {
  const ctx = await openInstance("/instance/provisioning");
  return { provisioning: await readProvisioning(ctx), now: ctx.now.toISOString() };
}

export async function readHealthPage() {
  return readInstanceHealth(await openInstance("/instance/health"));
}
