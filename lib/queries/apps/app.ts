import "server-only";

import { notFound } from "next/navigation";
import { requirePageActor, type TeamUserActor } from "#lib/auth/session/page-actor.ts";
import type { AppDto } from "#lib/contract/apps/app-output.ts";
import type { Page } from "#lib/contract/common/lists.ts";
import { type UsageRange, usageRanges } from "#lib/contract/keys/usage-ranges.ts";
import type { AuditEventDto } from "#lib/contract/team/audit-events.ts";
import { ServiceError } from "#lib/domain/common/errors.ts";
import { readApp } from "#lib/services/apps/read.ts";
import { readAppUsage, readAppUsageSeries } from "#lib/services/apps/read-usage.ts";
import { listAuditEvents } from "#lib/services/audit/list.ts";
import type { ServiceContext } from "#lib/services/context.ts";
import { listAppRules } from "#lib/services/federation/rules/list.ts";
import { listExchangeRefusals } from "#lib/services/federation/rules/list-refusals.ts";
import { listFhirServers } from "#lib/services/fhir-servers/list.ts";
import { nameUsageServices } from "#lib/services/keys/usage/name-services.ts";
import { listAppGrants } from "#lib/services/launch/grants/manage/list.ts";
import { getPeriod } from "#lib/services/usage/read-overview.ts";
import { listFrom } from "../list-from.ts";
import { createPageContext } from "../page-context.ts";
import { getAuthorizationEndpoint, readAppForm } from "./app-form.ts";
import { readIssuers } from "./issuers.ts";

/** Older events are in the audit log. */
const maxEvents = 15;

/** People give an app access once or twice, so most apps have one page. */
const grantPageSize = 20;

/** A select can't usefully show more. */
const maxLaunchServers = 100;

/** The latest changes marked on the axis of a chart. */
const maxMarks = 100;

interface AppAddress {
  teamSlug: string;
  appId: string;
}

/** Reads the app. Responds with 404 if it doesn't exist or belongs to another team. */
async function readAppOrNotFound(ctx: ServiceContext, id: string) {
  try {
    return await readApp(ctx, { id });
  } catch (error) {
    if (error instanceof ServiceError && error.code === "not_found") notFound();
    throw error;
  }
}

/** The data of an app's page. Visitors sign in first and return to `returnPath`. */
export async function readAppPage({ teamSlug, appId }: AppAddress, returnPath: string) {
  const actor = await requirePageActor(teamSlug, returnPath);
  const ctx = await createPageContext(actor);
  const [app, form] = await Promise.all([readAppOrNotFound(ctx, appId), readAppForm(ctx)]);
  const launch = app.launchUri === null ? null : await readLaunchOptions(ctx, app);
  return { ...form, app, launch, authorizationEndpoint: getAuthorizationEndpoint() };
}

/** With which FHIR servers the app can be launched, and whether the viewer can launch it. */
async function readLaunchOptions(
  ctx: ServiceContext & { actor: TeamUserActor },
  { environment }: Pick<AppDto, "environment">,
) {
  const servers = await listFhirServers(ctx, { environment, limit: maxLaunchServers, cursor: undefined });
  return {
    servers: servers.data.filter(({ gateway }) => gateway.enabled).map(({ id, name }) => ({ id, name })),
    canLaunch: ctx.actor.permissions.has("fhir.data:read"),
  };
}

/** Who gave the app access, newest first. */
export async function readAppGrants({ teamSlug, appId }: AppAddress, cursor: string | undefined) {
  const ctx = await createPageContext(await requirePageActor(teamSlug));
  const list = await listFrom(
    (from) => listAppGrants(ctx, { id: appId, limit: grantPageSize, cursor: from, status: undefined }),
    cursor,
  );
  return { list, isContinued: cursor !== undefined, now: ctx.now.toISOString() };
}

/** How machines get tokens of the app without a secret: rules, refused tokens, and the issuers that the team trusts. */
export async function readAppKeyless({ teamSlug, appId }: AppAddress) {
  const ctx = await createPageContext(await requirePageActor(teamSlug));
  const [rules, refusals, issuers] = await Promise.all([
    listAppRules(ctx, { id: appId }),
    listExchangeRefusals(ctx, { id: appId }),
    readIssuers(ctx),
  ]);
  return { rules: rules.data, refusals: refusals.data, issuers };
}

/** The requests with the app's tokens in a period: over time, and by everything they are counted by. */
export async function readAppUsagePage({ teamSlug, appId }: AppAddress, range: UsageRange) {
  const actor = await requirePageActor(teamSlug);
  const ctx = await createPageContext(actor);
  const period = getPeriod(range, ctx.now);
  const input = { id: appId, ...period };
  const [series, outcomes, secrets, addresses, services, history] = await Promise.all([
    readAppUsageSeries(ctx, { ...input, interval: usageRanges[range].interval }),
    readAppUsage(ctx, { ...input, by: "outcome" }),
    readAppUsage(ctx, { ...input, by: "secret" }),
    readAppUsage(ctx, { ...input, by: "address" }),
    readAppUsage(ctx, { ...input, by: "service" }),
    actor.permissions.has("audit:read")
      ? listAuditEvents(ctx, { target: appId, from: period.from, limit: maxMarks })
      : null,
  ]);
  const names = await nameUsageServices(
    ctx,
    services.data.map(({ by }) => by).filter((id) => id !== ""),
  );
  return { series, outcomes, secrets, addresses, services, names, events: history?.data ?? null };
}

/** The latest events of the app, newest first. Null if the viewer can't read the audit log. */
export async function readAppHistory({ teamSlug, appId }: AppAddress): Promise<Page<AuditEventDto> | null> {
  const actor = await requirePageActor(teamSlug);
  if (!actor.permissions.has("audit:read")) return null;
  return listAuditEvents(await createPageContext(actor), { target: appId, limit: maxEvents });
}
