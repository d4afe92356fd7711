import { TriangleAlert } from "lucide-react";
import type { AppPageData, KeylessData } from "#components/apps/view-data.ts";
import { Section } from "#components/ui/display/section.tsx";
import { RelativeTime } from "#components/ui/format/time.tsx";
import { nameClaim } from "./claim-names.ts";
import { findExpected, groupRefusals, type RefusalGroup } from "./group-refusals.ts";
import { keylessTexts } from "./texts.ts";
import { ValueList } from "./value-list.tsx";

const texts = keylessTexts.refusals;

type Refusal = RefusalGroup["latest"];

interface RefusalsSectionProps {
  page: Pick<AppPageData, "now">;
  keyless: Pick<KeylessData, "rules" | "refusals">;
}

/** Why tokens of trusted issuers weren't exchanged, and what to do. Nothing if all were. */
export function RefusalsSection({ page, keyless }: RefusalsSectionProps) {
  const groups = groupRefusals(keyless.refusals);
  if (groups.length === 0) return null;
  return (
    <Section id="refusals" title={texts.title} intro={texts.intro}>
      <ul aria-label={texts.list} className="divide-y rounded-lg border">
        {groups.map((group) => (
          <RefusalItem key={group.latest.id} group={group} rules={keyless.rules} now={page.now} />
        ))}
      </ul>
    </Section>
  );
}

function describeReason({ reason, claim }: Refusal): string {
  return reason === "claim" ? texts.mismatch(nameClaim(claim ?? "")) : texts.reasons[reason];
}

function advise({ reason, claim }: Refusal): string {
  return reason === "claim" && claim === "aud" ? texts.advice.audience : texts.advice[reason];
}

interface RefusalItemProps {
  group: RefusalGroup;
  rules: KeylessData["rules"];
  now: string;
}

function RefusalItem({ group: { latest, count }, rules, now }: RefusalItemProps) {
  return (
    <li className="flex flex-col gap-2.5 px-4 py-3 text-sm">
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-0.5">
        <p className="flex min-w-0 items-start gap-2 font-medium [overflow-wrap:anywhere]">
          <TriangleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0 text-warn" />
          {describeReason(latest)}
        </p>
        <p className="text-muted text-xs leading-5 max-sm:pl-6">
          {count === 1 ? null : `${texts.times(count)} `}
          <RelativeTime at={latest.at} serverNow={now} />
        </p>
      </div>
      <div className="flex flex-col gap-2.5 pl-6">
        <RefusalDetails refusal={latest} rules={rules} />
        <p className="max-w-prose text-pretty text-muted">{advise(latest)}</p>
      </div>
    </li>
  );
}

/** The rule that nearly matched, with the expected values and the one in the token, or else the issuer. */
function RefusalDetails({ refusal, rules }: { refusal: Refusal; rules: KeylessData["rules"] }) {
  const { rule, reason, issuer, value } = refusal;
  if (issuer === "") return <p className="text-muted">{texts.unknownIssuer}</p>;
  if (rule === null || reason !== "claim") {
    return <code className="font-mono text-xs [overflow-wrap:anywhere]">{issuer}</code>;
  }
  const expected = findExpected(refusal, rules);
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1.5 max-sm:grid-cols-1 max-sm:gap-y-0.5 max-sm:[&>dd]:mb-1.5">
      <dt className="text-muted text-xs leading-5">{texts.nearest}</dt>
      <dd className="[overflow-wrap:anywhere]">{rule.name}</dd>
      <dt className="text-muted text-xs leading-5">{texts.expected}</dt>
      <dd>
        {expected === null ? (
          <span className="text-muted">{texts.removed}</span>
        ) : (
          <ValueList values={expected} />
        )}
      </dd>
      <dt className="text-muted text-xs leading-5">{texts.actual}</dt>
      <dd>
        {value === null ? (
          <span className="text-muted">{texts.missing}</span>
        ) : (
          <ValueList values={[value]} />
        )}
      </dd>
    </dl>
  );
}
