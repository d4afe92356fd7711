"use client";

import { auditVerificationSchema } from "#lib/contract/team/audit-events.ts";
import { requestApi } from "../api-client.ts";

export function verifyAuditLog(teamId: string) {
  return requestApi({ method: "GET", path: "/audit-events/verify", teamId, schema: auditVerificationSchema });
}

const mediaTypes = { csv: "text/csv", jsonl: "application/jsonl" } as const;

export type ExportFormat = keyof typeof mediaTypes;

/**
 * Downloads all events that match the filter as a file. Uses fetch instead of a link, because the format is requested in
 * a header. Returns false on failure.
 */
export async function downloadAuditLog(
  teamId: string,
  query: Record<string, string>,
  format: ExportFormat,
): Promise<boolean> {
  try {
    const response = await fetch(`/v1/api/audit-events?${new URLSearchParams(query)}`, {
      headers: { Accept: mediaTypes[format], "X-Team-Id": teamId },
      cache: "no-store",
    });
    if (!response.ok) return false;
    const url = URL.createObjectURL(await response.blob());
    const link = document.createElement("a");
    link.href = url;
    link.download = `audit-log-${new Date().toISOString().slice(0, 10)}.${format}`;
    link.click();
    URL.revokeObjectURL(url);
    return true;
  } catch {
    return false;
  }
}
