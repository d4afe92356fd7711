import { refused } from "#lib/api/pipeline/bounded-key.ts";
import { defineHeavyRoute, type HeavyApiContext, TextStream } from "#lib/api/pipeline/define-route.ts";
import { asksForExport, chooseExport, exportForms } from "#lib/api/routes/audit-events.ts";
import {
  auditEventPageSchema,
  auditVerificationSchema,
  type ListAuditEventsQuery,
  listAuditEventsQuery,
  verifyAuditQuery,
} from "#lib/contract/team/audit-events.ts";
import { exportInstanceEvents } from "#lib/services/audit/export.ts";
import { searchInstanceEvents } from "#lib/services/audit/list.ts";
import { verifyInstanceAudit } from "#lib/services/audit/verify.ts";

const shared = { tag: "Administration", access: "instanceOwner", boundedKey: refused } as const;

function listOrExport(ctx: HeavyApiContext, query: ListAuditEventsQuery) {
  const chosen = chooseExport(ctx);
  if (chosen === null) return searchInstanceEvents(ctx, query);
  const { cursor: _, limit: __, ...filter } = query;
  const events = exportInstanceEvents(ctx, filter, chosen.format);
  return Promise.resolve(new TextStream(chosen.contentType, `console-${chosen.fileName}`, events));
}

export const instanceAuditRoutes = [
  defineHeavyRoute({
    ...shared,
    method: "GET",
    path: "/instance/audit-events",
    operationId: "listInstanceEvents",
    summary:
      "List, search or export the console's own audit events: accounts, sign-ins and administration, newest first",
    asksAgain: asksForExport,
    query: listAuditEventsQuery,
    success: { status: 200, description: "A page of events", schema: auditEventPageSchema },
    otherForms: exportForms,
    heavy: { weight: 20, oneAtATime: "team", when: "searchOrFile" },
    handle: (ctx, { query }) => listOrExport(ctx, query),
  }),
  defineHeavyRoute({
    ...shared,
    method: "GET",
    path: "/instance/audit-events/verify",
    operationId: "verifyInstanceEvents",
    summary: "Verify that the console's own audit log has not been tampered with",
    asksAgain: "never",
    heavy: { weight: 20, oneAtATime: "team" },
    query: verifyAuditQuery,
    success: {
      status: 200,
      description: "Whether the log is intact, or where it breaks",
      schema: auditVerificationSchema,
    },
    handle: (ctx, { query }) => verifyInstanceAudit(ctx, query),
  }),
];
