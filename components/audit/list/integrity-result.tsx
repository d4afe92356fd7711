"use client";

import { clsx } from "clsx";
import { ShieldAlert, ShieldCheck, X } from "lucide-react";
import type { ReactNode } from "react";
import { IconButton } from "#components/ui/button/button.tsx";
import { CopyButton } from "#components/ui/button/copy-button.tsx";
import { Time } from "#components/ui/format/time.tsx";
import { Link } from "#components/ui/link.tsx";
import type { AuditVerificationDto } from "#lib/contract/team/audit-events.ts";
import { auditTexts } from "../texts.ts";
import type { IntegrityCheck } from "./use-integrity-check.ts";

const texts = auditTexts.verify;

/** The result of the latest check, until it is closed. */
export function IntegrityResult({ check }: { check: IntegrityCheck }) {
  const { isBusy, result, reset } = check;
  return (
    <div role="status">
      {isBusy ? <p className="mb-4 text-muted text-sm">{texts.checking}</p> : null}
      {isBusy || result === null ? null : <Verdict verdict={result} onClose={reset} />}
    </div>
  );
}

function Verdict({ verdict, onClose }: { verdict: AuditVerificationDto; onClose: () => void }) {
  if (verdict.ok) {
    const { unverified } = verdict;
    return (
      <Panel isGood title={texts.intact} onClose={onClose}>
        {unverified === null ? (
          <p>{texts.intactText(verdict.events)}</p>
        ) : (
          <p>
            {texts.laterText(verdict.events)} {texts.unverifiedUpTo}{" "}
            <Time at={unverified.lastAt} style="second" />. {texts.unverified[unverified.kind]}
          </p>
        )}
        {verdict.events === 0 ? null : <Head hash={verdict.head} />}
      </Panel>
    );
  }
  const { seq, reason } = verdict.brokenAt;
  return (
    <Panel isGood={false} title={texts.broken} onClose={onClose}>
      <p>
        {texts.brokenText(seq)} {texts.reasons[reason]} {texts.next(verdict.events)}
      </p>
    </Panel>
  );
}

interface PanelProps {
  isGood: boolean;
  title: string;
  onClose: () => void;
  children: ReactNode;
}

function Panel({ isGood, title, onClose, children }: PanelProps) {
  const Icon = isGood ? ShieldCheck : ShieldAlert;
  return (
    <div
      className={clsx(
        "mb-4 flex items-start gap-3 rounded-lg p-4 text-sm",
        isGood ? "bg-good-soft" : "bg-bad-soft",
      )}
    >
      <Icon aria-hidden="true" className={clsx("size-5 shrink-0", isGood ? "text-good" : "text-bad")} />
      <div className="min-w-0 flex-1">
        <p className="font-medium">{title}</p>
        <div className="mt-0.5">{children}</div>
      </div>
      <IconButton label={texts.close} className="-mt-1.5 -mr-1.5" onClick={onClose}>
        <X aria-hidden="true" />
      </IconButton>
    </div>
  );
}

function Head({ hash }: { hash: string }) {
  return (
    <div className="mt-3">
      <p className="font-medium text-xs">{texts.hash}</p>
      <div className="flex flex-wrap items-center gap-x-2">
        <code className="font-mono text-xs [overflow-wrap:anywhere]">{hash}</code>
        <CopyButton variant="quiet" className="h-7 px-1.5 text-xs" getText={() => hash}>
          {texts.copyHash}
        </CopyButton>
      </div>
      <p className="mt-0.5 text-xs">
        {texts.head}{" "}
        <Link href="/docs/teams#verify-the-audit-log" className="underline underline-offset-2">
          {texts.howToCheck}
        </Link>
      </p>
    </div>
  );
}
