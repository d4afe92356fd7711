"use client";

import { showError } from "#components/ui/overlay/toast.ts";
import { describeFailure } from "../../api-failure.ts";
import { useRequest } from "../../use-request.ts";
import { auditTexts } from "../texts.ts";
import { type AuditSource, verifyAuditLog } from "./audit-client.ts";

/** Checks that the log is unchanged. A failed request shows a message. */
export function useIntegrityCheck(source: AuditSource) {
  return useRequest(async () => {
    const result = await verifyAuditLog(source);
    if (result.isOk) return result.data;
    showError(auditTexts.verify.failed, describeFailure(result.failure));
    return null;
  });
}

export type IntegrityCheck = ReturnType<typeof useIntegrityCheck>;
