import type { AsksAgain } from "#lib/api/pipeline/asks-again.ts";
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

/** The forms of a log besides JSON. */
export const exportForms = {
  "text/csv": "All matching events as one file (RFC 4180)",
  "application/jsonl": "All matching events, one JSON object per line",
};

/** A file leaves the console with everything in it. */
export const asksForExport: AsksAgain<unknown> = {
  for: "account",
  when: (_input, { accept }) => chooseForm(accept, exportForms) !== null,
  condition: "for an export",
};

/** The file that a request asks for. Null: a page of JSON. */
export function chooseExport({ accept, now }: Pick<HeavyApiContext, "accept" | "now">) {
  const mediaType = chooseForm(accept, exportForms);
  const format = mediaType === null ? undefined : exports[mediaType];
  if (format === undefined) return null;
  const fileName = `audit-log-${now.toISOString().slice(0, 10)}.${format}`;
  return { format, fileName, contentType: `${mediaType}; charset=utf-8` };
}

function listOrExport(ctx: HeavyApiContext, query: ListAuditEventsQuery) {
  const chosen = chooseExport(ctx);
  if (chosen === null) return searchAuditEvents(ctx, query);
  const { cursor: _, limit: __, ...filter } = query;
  const events = exportAuditEvents(ctx, filter, chosen.format);
  return Promise.resolve(new TextStream(chosen.contentType, chosen.fileName, events));
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
    asksAgain: asksForExport,
    boundedKey: filteredByReach,
    query: listAuditEventsQuery,
    success: { status: 200, description: "A page of events", schema: auditEventPageSchema },
    otherForms: exportForms,
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
