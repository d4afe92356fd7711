"use client";

import { auditVerificationSchema } from "#lib/contract/team/audit-events.ts";
import { requestApi } from "../../api-client.ts";
import type { ApiFailure } from "../../api-failure.ts";
import { downloadFile } from "../../download-file.ts";

export function verifyAuditLog(teamId: string) {
  return requestApi({ method: "GET", path: "/audit-events/verify", teamId, schema: auditVerificationSchema });
}

const mediaTypes = { csv: "text/csv", jsonl: "application/jsonl" } as const;

export type ExportFormat = keyof typeof mediaTypes;

/** Downloads all events that match the filter. Returns null once the download has started. */
export function downloadAuditLog(
  teamId: string,
  query: Record<string, string>,
  format: ExportFormat,
  signal: AbortSignal,
): Promise<ApiFailure | null> {
  const path = `/audit-events?${new URLSearchParams(query)}`;
  const mediaType = mediaTypes[format];
  return downloadFile({ teamId, path, mediaType, name: "audit-log", extension: format }, signal);
}
