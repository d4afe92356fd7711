import "server-only";

import { notFound } from "next/navigation";
import { requirePageActor } from "#lib/auth/session/page-actor.ts";
import type { Page } from "#lib/contract/common/lists.ts";
import { type UsageRange, usageRanges } from "#lib/contract/keys/usage-ranges.ts";
import type { AuditEventDto } from "#lib/contract/team/audit-events.ts";
import { ServiceError } from "#lib/domain/common/errors.ts";
import { listAuditEvents } from "#lib/services/audit/list.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { listEnvironments } from "#lib/services/environments/list.ts";
import { readKey } from "#lib/services/keys/read.ts";
import { nameUsageServices } from "#lib/services/keys/usage/name-services.ts";
import { readKeyUsageSeries } from "#lib/services/keys/usage/read-series.ts";
import { readKeyUsage } from "#lib/services/keys/usage/read-usage.ts";
import { getPeriod } from "#lib/services/usage/read-overview.ts";
import { readKeyForm } from "./key-form.ts";
import { createPageContext } from "./page-context.ts";
import { describeViewer } from "./viewer.ts";

/** Older events are in the audit log. */
const maxEvents = 15;

/** The latest changes marked on the axis of a chart. */
const maxMarks = 100;

interface KeyAddress {
  teamSlug: string;
  keyId: string;
}

/** Reads the key. Responds with 404 if it doesn't exist or belongs to another team. */
async function readKeyOrNotFound(ctx: ServiceContext, keyId: string) {
  try {
    return await readKey(ctx, { id: keyId });
  } catch (error) {
    if (error instanceof ServiceError && error.code === "not_found") notFound();
    throw error;
  }
}

/** The data of a key's page. Visitors sign in first and return to `returnPath`. */
export async function readKeyPage({ teamSlug, keyId }: KeyAddress, returnPath: string) {
  const actor = await requirePageActor(teamSlug, returnPath);
  const ctx = await createPageContext(actor);
  const [key, environments, form] = await Promise.all([
    readKeyOrNotFound(ctx, keyId),
    listEnvironments(ctx),
    readKeyForm(ctx),
  ]);
  const { id, slug, name } = actor.team;
  return {
    key,
    environments,
    form,
    team: { id, slug, name },
    viewer: describeViewer(actor),
    now: ctx.now.toISOString(),
  };
}

/** The key's requests in the last 7 days, by secret. */
export async function readSecretUsage({ teamSlug, keyId }: KeyAddress) {
  const actor = await requirePageActor(teamSlug);
  return readKeyUsage(await createPageContext(actor), { id: keyId, by: "secret" });
}

/** The requests of the key in a period: over time, and by everything they are counted by. */
export async function readKeyUsagePage({ teamSlug, keyId }: KeyAddress, range: UsageRange) {
  const actor = await requirePageActor(teamSlug);
  const ctx = await createPageContext(actor);
  const period = getPeriod(range, ctx.now);
  const input = { id: keyId, ...period };
  const [series, outcomes, secrets, addresses, services, history] = await Promise.all([
    readKeyUsageSeries(ctx, { ...input, interval: usageRanges[range].interval }),
    readKeyUsage(ctx, { ...input, by: "outcome" }),
    readKeyUsage(ctx, { ...input, by: "secret" }),
    readKeyUsage(ctx, { ...input, by: "address" }),
    readKeyUsage(ctx, { ...input, by: "service" }),
    actor.permissions.has("audit:read")
      ? listAuditEvents(ctx, { target: keyId, from: period.from, limit: maxMarks })
      : null,
  ]);
  const names = await nameUsageServices(
    ctx,
    services.data.map(({ by }) => by).filter((id) => id !== ""),
  );
  return { series, outcomes, secrets, addresses, services, names, events: history?.data ?? null };
}

/** The latest events of the key, newest first. Null if the viewer can't read the audit log. */
export async function readKeyHistory({ teamSlug, keyId }: KeyAddress): Promise<Page<AuditEventDto> | null> {
  const actor = await requirePageActor(teamSlug);
  if (!actor.permissions.has("audit:read")) return null;
  return listAuditEvents(await createPageContext(actor), { target: keyId, limit: maxEvents });
}
