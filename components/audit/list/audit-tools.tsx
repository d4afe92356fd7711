"use client";

import { Braces, Download, FileSpreadsheet, ShieldCheck } from "lucide-react";
import { Button } from "#components/ui/button/button.tsx";
import { Menu } from "#components/ui/menu/menu.tsx";
import { MenuItem } from "#components/ui/menu/menu-items.tsx";
import { showError } from "#components/ui/overlay/toast.ts";
import { describeFailure } from "../../api-failure.ts";
import { useRequest } from "../../use-request.ts";
import { auditTexts } from "../texts.ts";
import { type AuditSource, downloadAuditLog, type ExportFormat } from "./audit-client.ts";
import type { IntegrityCheck } from "./use-integrity-check.ts";

const texts = auditTexts.export;

const icons = { csv: FileSpreadsheet, jsonl: Braces } as const;

interface AuditToolsProps {
  source: AuditSource;
  /** The page's filters, which apply to the export. */
  query: Record<string, string>;
  check: IntegrityCheck;
}

/** Checks the log, and exports the events that match the filters. */
export function AuditTools({ source, query, check }: AuditToolsProps) {
  const download = useRequest(async (signal, format: ExportFormat) => {
    const failure = await downloadAuditLog(source, query, format, signal);
    if (failure === null || signal.aborted) return;
    showError(texts.failed, describeFailure(failure));
  });
  return (
    <div className="flex flex-wrap gap-2">
      <Button className="h-9" isBusy={check.isBusy} onClick={() => check.run()}>
        <ShieldCheck aria-hidden="true" />
        {auditTexts.verify.label}
      </Button>
      <Menu
        trigger={
          <Button className="h-9" isBusy={download.isBusy}>
            <Download aria-hidden="true" />
            {texts.label}
          </Button>
        }
      >
        {(["csv", "jsonl"] as const).map((format) => {
          const Icon = icons[format];
          return (
            <MenuItem
              key={format}
              icon={<Icon aria-hidden="true" />}
              onSelect={() => void download.run(format)}
            >
              {texts[format]}
            </MenuItem>
          );
        })}
      </Menu>
    </div>
  );
}
