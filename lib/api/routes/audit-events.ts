import { filteredByReach } from "#lib/api/pipeline/bounded-key.ts";
import { defineHeavyRoute, type HeavyApiContext, TextStream } from "#lib/api/pipeline/define-route.ts";
import { chooseForm } from "#lib/api/pipeline/heavy-request.ts";
import {
  auditEventPageSchema,
  auditVerificationSchema,
  type ListAuditEventsQuery,
  listAuditEventsQuery,
  verifyAuditQuery,
} from "#lib/contract/team/audit-events.ts";
import { type ExportFormat, exportAuditEvents } from "#lib/services/audit/export.ts";
import { searchAuditEvents } from "#lib/services/audit/list.ts";
import { verifyAudit } from "#lib/services/audit/verify.ts";

const tag = "Audit log";
const mayRead = { anyOf: ["audit:read"] };

const exports: Record<string, ExportFormat> = { "text/csv": "csv", "application/jsonl": "jsonl" };

const forms = {
  "text/csv": "All matching events as one file (RFC 4180)",
  "application/jsonl": "All matching events, one JSON object per line",
};

function listOrExport(ctx: HeavyApiContext, query: ListAuditEventsQuery) {
  const mediaType = chooseForm(ctx.accept, forms);
  const format = mediaType === null ? undefined : exports[mediaType];
  if (format === undefined) return searchAuditEvents(ctx, query);
  const { cursor: _, limit: __, ...filter } = query;
  const events = exportAuditEvents(ctx, filter, format);
  const fileName = `audit-log-${ctx.now.toISOString().slice(0, 10)}.${format}`;
  return Promise.resolve(new TextStream(`${mediaType}; charset=utf-8`, fileName, events));
}

export const auditEventRoutes = [
  defineHeavyRoute({
    method: "GET",
    path: "/audit-events",
    operationId: "listAuditEvents",
    summary:
      "List, search or export audit events: a page with the newest first, or all that match as CSV or JSON Lines",
    tag,
    access: mayRead,
    asksAgain: {
      for: "account",
      when: (_input, ctx) => chooseForm(ctx.accept, forms) !== null,
      condition: "for an export",
    },
    boundedKey: filteredByReach,
    query: listAuditEventsQuery,
    success: { status: 200, description: "A page of events", schema: auditEventPageSchema },
    otherForms: forms,
    heavy: { weight: 20, oneAtATime: "team", when: "searchOrFile" },
    handle: (ctx, { query }) => listOrExport(ctx, query),
  }),
  defineHeavyRoute({
    method: "GET",
    path: "/audit-events/verify",
    operationId: "verifyAuditEvents",
    summary: "Verify that the audit log has not been tampered with",
    tag,
    access: mayRead,
    asksAgain: "never",
    boundedKey: {
      effect: "unaffected",
      reason:
        "The response contains only a count, hashes and where the log breaks, not the contents of events.",
    },
    heavy: { weight: 20, oneAtATime: "team" },
    query: verifyAuditQuery,
    success: {
      status: 200,
      description: "Whether the log is intact, or where it breaks",
      schema: auditVerificationSchema,
    },
    handle: (ctx, { query }) => verifyAudit(ctx, query),
  }),
];
