"use client";

import { auditVerificationSchema } from "#lib/contract/team/audit-events.ts";
import { requestApi } from "../../api-client.ts";
import type { ApiFailure } from "../../api-failure.ts";
import { downloadFile } from "../../download-file.ts";

/** Which log: a team's, or the console's own. */
export type AuditSource = { teamId: string } | "instance";

function locate(source: AuditSource): { base: string; teamId?: string } {
  return source === "instance" ? { base: "/instance/audit-events" } : { base: "/audit-events", ...source };
}

export function verifyAuditLog(source: AuditSource) {
  const { base, ...team } = locate(source);
  return requestApi({ method: "GET", path: `${base}/verify`, ...team, schema: auditVerificationSchema });
}

const mediaTypes = { csv: "text/csv", jsonl: "application/jsonl" } as const;

export type ExportFormat = keyof typeof mediaTypes;

/** Downloads all events that match the filter. Returns null once the download has started. */
export function downloadAuditLog(
  source: AuditSource,
  query: Record<string, string>,
  format: ExportFormat,
  signal: AbortSignal,
): Promise<ApiFailure | null> {
  const { base, ...team } = locate(source);
  const path = `${base}?${new URLSearchParams(query)}`;
  const mediaType = mediaTypes[format];
  return downloadFile({ ...team, path, mediaType, name: "audit-log", extension: format }, signal);
}
