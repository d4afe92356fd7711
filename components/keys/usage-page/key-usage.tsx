import { Pencil, RefreshCw } from "lucide-react";
import { ChartCard } from "#components/chart/chart-card.tsx";
import type { ChartMark } from "#components/chart/chart-data.ts";
import { RangePicker } from "#components/chart/range-picker.tsx";
import { isAppId } from "#components/keys/key-path.ts";
import { nameOutcome } from "#components/requests/outcome-texts.ts";
import { formatCountOf } from "#components/ui/format/format-count.ts";
import { RelativeTime, Time } from "#components/ui/format/time.tsx";
import type { KeyUsageDto, UsageSeriesDto } from "#lib/contract/keys/usage.ts";
import type { UsageRange } from "#lib/contract/keys/usage-ranges.ts";
import { Breakdown } from "./breakdown.tsx";
import { usageTexts as texts } from "./texts.ts";
import { toOutcomes } from "./to-series.ts";

interface KeyUsageData {
  series: UsageSeriesDto;
  outcomes: KeyUsageDto;
  secrets: KeyUsageDto;
  addresses: KeyUsageDto;
  services: KeyUsageDto;
  /** Who requested verifications, by id. */
  names: ReadonlyMap<string, { name: string; kind: "key" | "app" | "person" }>;
}

interface Secret {
  id: string;
  hint: string;
  endsAt: string | null;
}

interface KeyUsageProps {
  secrets: readonly Secret[];
  /** Changes that can explain a change of usage. */
  marks: readonly ChartMark[];
  usage: KeyUsageData;
  range: UsageRange;
  /** The page of the key. The query opens this part of it. */
  path: string;
  now: string;
}

type Group = KeyUsageDto["data"][number];

/** "1,204 requests since Nov 3", and when the last one was. */
function Summary({ outcomes, now }: { outcomes: KeyUsageDto; now: string }) {
  const { data, total } = outcomes;
  const [first] = data.map(({ firstAt }) => firstAt).sort();
  const last = data
    .map(({ lastAt }) => lastAt)
    .sort()
    .at(-1);
  if (first === undefined || last === undefined) return null;
  return (
    <p className="text-muted text-sm">
      <span className="font-medium text-text">{formatCountOf(total, "request")}</span> {texts.since}{" "}
      <Time at={first} style="near" />. {texts.lastRequest} <RelativeTime at={last} serverNow={now} />.
    </p>
  );
}

const markIcons = { rotated: RefreshCw, edited: Pencil } as const;

function Changes({ marks }: { marks: readonly ChartMark[] }) {
  if (marks.length === 0) return null;
  return (
    <ul aria-label={texts.changes} className="flex flex-col gap-1">
      {marks.map(({ at, kind, label }) => {
        const Icon = markIcons[kind];
        return (
          <li key={`${at} ${label}`} className="flex items-baseline gap-2 text-sm">
            <Icon aria-hidden="true" className="size-3.5 shrink-0 translate-y-0.5 text-accent-text" />
            <span className="min-w-0 [overflow-wrap:anywhere]">
              {label} <span className="text-muted">· </span>
              <span className="text-muted text-xs">
                <Time at={at} style="near" />
              </span>
            </span>
          </li>
        );
      })}
    </ul>
  );
}

function Last({ group, now }: { group: Group; now: string }) {
  return (
    <>
      {texts.last} <RelativeTime at={group.lastAt} serverNow={now} />
    </>
  );
}

/** The requests of a key or an app: over time, and by outcome, secret, IP address and service. */
export function KeyUsage({ secrets, marks, usage, range, path, now }: KeyUsageProps) {
  const { series, names } = usage;
  const hasFooter = series.total > 0 || marks.length > 0;
  return (
    <div className="flex flex-col gap-4">
      <ChartCard
        id="usage"
        title={texts.byOutcome}
        bars={series.data.map(({ startsAt }) => startsAt)}
        interval={series.interval}
        series={toOutcomes(series)}
        marks={marks}
        controls={<RangePicker current={range} path={path} query={{ tab: "usage" }} />}
        footer={
          hasFooter ? (
            <div className="flex flex-col gap-2 border-t px-4 py-3">
              <Summary outcomes={usage.outcomes} now={now} />
              <Changes marks={marks} />
            </div>
          ) : null
        }
      />
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4 lg:grid-cols-[repeat(2,minmax(0,1fr))]">
        <Breakdown
          id="outcomes"
          {...texts.outcomes}
          usage={usage.outcomes}
          share="total"
          describe={(group) => ({
            label: nameOutcome(group.by),
            detail: (
              <>
                {texts.first} <Time at={group.firstAt} style="near" />, {texts.last.toLowerCase()}{" "}
                <RelativeTime at={group.lastAt} serverNow={now} />
              </>
            ),
          })}
        />
        <Breakdown
          id="addresses"
          {...texts.addresses}
          usage={usage.addresses}
          share="rejected"
          describe={(group) => ({
            label:
              group.by === "" ? (
                <span className="text-muted">{texts.noAddress}</span>
              ) : (
                <code className="font-mono text-xs">{group.by}</code>
              ),
            detail: <Last group={group} now={now} />,
          })}
        />
        <Breakdown
          id="secrets-used"
          title={texts.secrets.title}
          column={texts.secrets.column}
          usage={usage.secrets}
          share="rejected"
          describe={(group) => describeSecret(group, secrets, now)}
        />
        <Breakdown
          id="services"
          {...texts.services}
          usage={usage.services}
          share="rejected"
          describe={({ by }) => describeService(by, names)}
        />
      </div>
    </div>
  );
}

function describeSecret({ by }: Group, secrets: readonly Secret[], now: string) {
  if (isAppId(by)) return { label: texts.secrets.assertions, detail: texts.secrets.withoutSecret };
  const secret = secrets.find(({ id }) => id === by);
  const label = <code className="font-mono text-xs">{secret?.hint ?? by}</code>;
  if (secret === undefined) return { label, detail: texts.secrets.gone };
  if (secret.endsAt === null) return { label, detail: texts.secrets.current };
  const hasEnded = secret.endsAt <= now;
  return {
    label,
    detail: (
      <>
        {hasEnded ? texts.secrets.ended : texts.secrets.grace} <Time at={secret.endsAt} style="near" />
      </>
    ),
  };
}

function describeService(id: string, names: KeyUsageData["names"]) {
  if (id === "") return { label: texts.direct, detail: texts.directly };
  const service = names.get(id);
  if (service === undefined) {
    return { label: <code className="font-mono text-xs">{id}</code>, detail: texts.deleted };
  }
  return { label: <bdi title={service.name}>{service.name}</bdi>, detail: texts.verifies[service.kind] };
}
