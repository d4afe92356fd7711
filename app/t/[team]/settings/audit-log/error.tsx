"use client";

import { auditTexts } from "#components/audit/texts.ts";
import { ResourceFailure } from "#components/resources/resource-failure.tsx";

export default function AuditLogPageFailure({ retry }: { retry: () => void }) {
  return <ResourceFailure title={auditTexts.title} retry={retry} />;
}
