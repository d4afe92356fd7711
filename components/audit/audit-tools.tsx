"use client";

import { Download, ShieldAlert, ShieldCheck } from "lucide-react";
import { useState } from "react";
import { Button } from "#components/ui/button/button.tsx";
import { Link } from "#components/ui/link.tsx";
import { showError } from "#components/ui/overlay/toast.ts";
import type { AuditVerificationDto } from "#lib/contract/team/audit-events.ts";
import { describeFailure } from "../api-failure.ts";
import { useRequest } from "../use-request.ts";
import { downloadAuditLog, type ExportFormat, verifyAuditLog } from "./audit-client.ts";
import { auditTexts } from "./texts.ts";

interface AuditToolsProps {
  teamId: string;
  /** The page's filters, which apply to the export. */
  query: Record<string, string>;
}

/** Buttons to export and to verify the log. */
export function AuditTools({ teamId, query }: AuditToolsProps) {
  const [exported, setExported] = useState<ExportFormat>();
  const download = useRequest(async (signal, format: ExportFormat) => {
    setExported(format);
    const failure = await downloadAuditLog(teamId, query, format, signal);
    if (failure === null || signal.aborted) return;
    showError(auditTexts.export.failed, describeFailure(failure));
  });
  const verification = useRequest(async () => {
    const result = await verifyAuditLog(teamId);
    if (!result.isOk) showError(auditTexts.verify.failed, describeFailure(result.failure));
    return result;
  });
  const isBusy = download.isBusy || verification.isBusy;

  return (
    <div className="mb-4 flex flex-col gap-3">
      <div className="flex flex-wrap gap-2">
        {(["csv", "jsonl"] as const).map((format) => (
          <Button
            key={format}
            isBusy={download.isBusy && exported === format}
            disabled={isBusy}
            onClick={() => download.run(format)}
          >
            <Download aria-hidden="true" />
            {auditTexts.export.label} {auditTexts.export[format]}
          </Button>
        ))}
        <Button isBusy={verification.isBusy} disabled={isBusy} onClick={() => verification.run()}>
          <ShieldCheck aria-hidden="true" />
          {auditTexts.verify.label}
        </Button>
      </div>
      <div role="status">
        {verification.result?.isOk ? <Verdict verdict={verification.result.data} /> : null}
      </div>
    </div>
  );
}

function Verdict({ verdict }: { verdict: AuditVerificationDto }) {
  const texts = auditTexts.verify;
  if (verdict.ok) {
    return (
      <div className="rounded-md bg-good-soft px-3 py-2 text-sm">
        <p className="flex items-center gap-1.5 font-medium">
          <ShieldCheck aria-hidden="true" className="size-4 shrink-0 text-good" />
          {texts.intact(verdict.events)}
        </p>
        <p className="mt-1 text-muted text-xs">
          {texts.head}{" "}
          <Link href="/docs/teams#verify-the-audit-log" className="underline underline-offset-2">
            {texts.howToCheck}
          </Link>
        </p>
        <code className="mt-1 block font-mono text-xs [overflow-wrap:anywhere]">{verdict.head}</code>
      </div>
    );
  }
  return (
    <div className="rounded-md bg-bad-soft px-3 py-2 text-sm">
      <p className="flex items-center gap-1.5 font-medium">
        <ShieldAlert aria-hidden="true" className="size-4 shrink-0 text-bad" />
        {texts.broken(verdict.brokenAt.seq)}
      </p>
      <p className="mt-1">
        {texts.reasons[verdict.brokenAt.reason]} {texts.next(verdict.events)}
      </p>
    </div>
  );
}
