"use client";

import { Fingerprint } from "lucide-react";
import { appTexts } from "#components/apps/texts.ts";
import type { IssuersPageData } from "#components/apps/view-data.ts";
import { useDialogs } from "#components/dialogs/use-dialogs.ts";
import { describeDisabledReason } from "#components/shell/failure/disabled-reason.ts";
import { PageAction } from "#components/shell/page-action.tsx";
import { PageHeader } from "#components/shell/page-header.tsx";
import { ButtonLink } from "#components/ui/button/button-link.tsx";
import { EmptyState } from "#components/ui/display/empty-state.tsx";
import { loadComponent } from "#components/ui/load-component.ts";
import { useLast } from "#components/ui/use-last.ts";
import type { OpenIssuerDialog } from "./issuers-dialogs.tsx";
import { IssuersTable } from "./issuers-table.tsx";
import { issuerTexts as texts } from "./texts.ts";

/** Loaded when the first dialog opens, because most visits open none. */
const IssuersDialogs = loadComponent(async () => (await import("./issuers-dialogs.tsx")).IssuersDialogs);

/** The issuers that a team trusts, with the dialogs to add, edit and remove one. */
export function IssuersView({ page }: { page: IssuersPageData }) {
  const dialogs = useDialogs<OpenIssuerDialog>();
  const wereOpened = useLast(dialogs.open) !== null;
  const disabledReason = describeDisabledReason(page.canWrite, page.people);
  const add = { label: texts.add, disabledReason, onPress: () => dialogs.show({ kind: "add" }) };
  return (
    <>
      <PageHeader title={texts.title} intro={texts.intro(page.team.name)} disabledReason={disabledReason}>
        <PageAction {...add} ref={dialogs.anchorRef} />
      </PageHeader>
      {page.issuers.length === 0 ? (
        <EmptyState
          icon={<Fingerprint aria-hidden="true" />}
          title={texts.empty.title}
          actions={
            <>
              {page.canWrite ? <PageAction {...add} /> : null}
              <ButtonLink href={appTexts.keylessGuidePath}>{appTexts.guide}</ButtonLink>
            </>
          }
        >
          {texts.empty.text}
        </EmptyState>
      ) : (
        <IssuersTable
          page={page}
          onStart={(kind, issuer, opener) => dialogs.show({ kind, issuer }, opener)}
        />
      )}
      {wereOpened ? <IssuersDialogs dialogs={dialogs} teamId={page.team.id} /> : null}
    </>
  );
}
