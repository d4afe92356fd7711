"use client";

import { Fingerprint, Plus } from "lucide-react";
import { AppButton } from "#components/apps/actions/app-button.tsx";
import { getIssuersPath } from "#components/apps/app-path.ts";
import type { AppPageData, KeylessData } from "#components/apps/view-data.ts";
import { useDialogs } from "#components/dialogs/use-dialogs.ts";
import { ButtonLink } from "#components/ui/button/button-link.tsx";
import { EmptyState } from "#components/ui/display/empty-state.tsx";
import { RelativeTime } from "#components/ui/format/time.tsx";
import { loadComponent } from "#components/ui/load-component.ts";
import { useLast } from "#components/ui/use-last.ts";
import type { AppRuleDto } from "#lib/contract/apps/federation-output.ts";
import { issuerPresets } from "#lib/domain/federation/presets.ts";
import { findClaimName } from "./claim-names.ts";
import type { OpenRuleDialog } from "./rule-dialogs.tsx";
import { keylessTexts } from "./texts.ts";
import { ValueList } from "./value-list.tsx";

const texts = keylessTexts.rules;

/** Loaded when the first dialog opens, because most visits open none. */
const RuleDialogs = loadComponent(async () => (await import("./rule-dialogs.tsx")).RuleDialogs);

interface RulesSectionProps {
  page: AppPageData;
  keyless: Pick<KeylessData, "rules" | "issuers">;
}

/** The rules by which machines get tokens of the app, with the dialogs to add and remove one. */
export function RulesSection({ page, keyless: { rules, issuers } }: RulesSectionProps) {
  const dialogs = useDialogs<OpenRuleDialog>();
  const wereOpened = useLast(dialogs.open) !== null;
  const { app, canWrite, team } = page;
  return (
    <section aria-labelledby="rules" className="min-w-0">
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-3">
        <div className="min-w-0 max-w-prose">
          <h2 id="rules" className="font-semibold text-base">
            {texts.title}
          </h2>
          <p className="mt-0.5 text-pretty text-muted text-sm">{texts.intro}</p>
        </div>
        <div className="flex flex-wrap gap-2">
          <ButtonLink href={getIssuersPath(team.slug)}>{texts.issuers}</ButtonLink>
          <AppButton
            app={app}
            canWrite={canWrite}
            action="edit"
            variant="primary"
            ref={dialogs.anchorRef}
            onPress={(opener) => dialogs.show({ kind: "add" }, opener)}
          >
            <Plus aria-hidden="true" />
            {texts.add}
          </AppButton>
        </div>
      </div>
      <div className="mt-4">
        {rules.length === 0 ? (
          <EmptyState icon={<Fingerprint aria-hidden="true" />} title={texts.empty.title}>
            {app.status === "deleted" ? texts.empty.deleted : texts.empty.text}
          </EmptyState>
        ) : (
          <ul aria-label={texts.list} className="divide-y rounded-lg border">
            {rules.map((rule) => (
              <RuleItem
                key={rule.id}
                rule={rule}
                page={page}
                onRemove={(opener) => dialogs.show({ kind: "remove", rule }, opener)}
              />
            ))}
          </ul>
        )}
      </div>
      {wereOpened ? <RuleDialogs dialogs={dialogs} page={page} issuers={issuers} /> : null}
    </section>
  );
}

/** The claim that identifies a machine comes first. The database keeps no order. */
function sortClaims({ issuer, claims }: AppRuleDto): [string, string[]][] {
  const identifying: readonly string[] = issuerPresets[issuer.preset].identifying;
  const rank = (claim: string) => (identifying.includes(claim) ? 0 : 1);
  return Object.entries(claims).sort(([one], [other]) => rank(one) - rank(other));
}

interface RuleItemProps {
  rule: AppRuleDto;
  page: AppPageData;
  onRemove: (opener: HTMLElement) => void;
}

function RuleItem({ rule, page, onRemove }: RuleItemProps) {
  const { app, canWrite, now } = page;
  const { name, issuer, audience, lastUsedAt } = rule;
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] items-start gap-x-4 gap-y-2.5 px-4 py-3.5 text-sm">
      <div className="min-w-0">
        <h3 className="w-fit max-w-full font-medium [overflow-wrap:anywhere]" dir="auto">
          {name}
        </h3>
        <p className="text-muted text-xs leading-5 [overflow-wrap:anywhere]" title={issuer.issuer}>
          {texts.from(issuer.name, issuerPresets[issuer.preset].name)}
          {" · "}
          {lastUsedAt === null ? (
            texts.never
          ) : (
            <>
              {texts.lastUsed} <RelativeTime at={lastUsedAt} serverNow={now} />
            </>
          )}
        </p>
      </div>
      <AppButton app={app} canWrite={canWrite} action="edit" label={texts.removeOf(name)} onPress={onRemove}>
        {texts.remove}
      </AppButton>
      <dl className="col-span-full grid grid-cols-[11rem_minmax(0,1fr)] gap-x-4 gap-y-1.5 max-sm:grid-cols-1 max-sm:gap-y-0.5 max-sm:[&>dd]:mb-1.5">
        {sortClaims(rule).map(([claim, values]) => (
          <Claim key={claim} claim={claim} values={values} />
        ))}
        <Claim claim="aud" values={[audience]} />
      </dl>
    </li>
  );
}

/** A claim in words, with its accepted values. */
function Claim({ claim, values }: { claim: string; values: readonly string[] }) {
  const name = findClaimName(claim);
  return (
    <>
      <dt className="text-muted text-xs leading-6 [overflow-wrap:anywhere]" title={claim}>
        {name ?? <code className="font-mono">{claim}</code>}
      </dt>
      <dd className="leading-6">
        <ValueList values={values} />
      </dd>
    </>
  );
}
