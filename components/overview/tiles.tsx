import { clsx } from "clsx";
import { ArrowDown, ArrowUp, CalendarClock, Equal } from "lucide-react";
import type { ReactNode } from "react";
import { sumBars } from "#components/chart/chart-data.ts";
import { formatCompact } from "#components/chart/scale.ts";
import { toTotals } from "#components/keys/usage-page/to-series.ts";
import { CutText } from "#components/ui/display/cut-text.tsx";
import { formatCount, formatShare } from "#components/ui/format/format-count.ts";
import { formatRelativeTime, formatTime } from "#components/ui/format/format-time.ts";
import { Link } from "#components/ui/link.tsx";
import type { UsageSeriesDto } from "#lib/contract/keys/usage.ts";
import type { UsageRange } from "#lib/contract/keys/usage-ranges.ts";
import { type Change, describeDifference, describeGrowth, describePoints } from "./describe-change.ts";
import { Sparkline } from "./sparkline.tsx";
import { overviewTexts } from "./texts.ts";

const texts = overviewTexts.tiles;

interface TileProps {
  label: string;
  value: string;
  /** The exact value, if the shown one is rounded. */
  exactValue?: string;
  href: string;
  decoration?: ReactNode;
  children: ReactNode;
}

function Tile({ label, value, exactValue, href, decoration, children }: TileProps) {
  return (
    <li className="min-w-0">
      <Link
        href={href}
        className="flex h-full flex-col rounded-lg border bg-raised p-4 transition-colors hover:bg-surface"
      >
        <span className="font-medium text-muted text-sm">{label}</span>
        <span className="mt-1 flex min-h-8 items-center justify-between gap-2">
          <span className="font-semibold text-2xl tabular-nums" title={exactValue}>
            {value}
          </span>
          <span className="hidden shrink-0 text-muted sm:block">{decoration}</span>
        </span>
        <span className="mt-1 block min-w-0 text-muted text-xs">{children}</span>
      </Link>
    </li>
  );
}

const icons = { up: ArrowUp, down: ArrowDown, same: Equal } as const;

interface ChangeTextProps {
  change: Change;
  range: UsageRange;
  /** The direction that is a problem. */
  bad?: Change["direction"];
}

function ChangeText({ change, range, bad }: ChangeTextProps) {
  const Icon = icons[change.direction];
  return (
    <>
      <span className={clsx("font-medium", change.direction === bad ? "text-bad" : "text-text")}>
        <Icon aria-hidden="true" className="mr-1 inline size-3.5 align-[-2px]" />
        {change.text}
      </span>{" "}
      {texts.fromBefore(range)}
    </>
  );
}

interface TilesProps {
  usage: { series: UsageSeriesDto; previous: { total: number; rejected: number } };
  keys: {
    count: number;
    countBefore: number;
    expiring: number;
    next: { name: string; expiresAt: string } | null;
  };
  range: UsageRange;
  keysPath: string;
  now: string;
}

function shareOf({ total, rejected }: { total: number; rejected: number }): number {
  return total === 0 ? 0 : rejected / total;
}

/** The most important numbers, each with its change. */
export function Tiles({ usage, keys, range, keysPath, now }: TilesProps) {
  const { series, previous } = usage;
  const totals = toTotals(series);
  const growth = describeGrowth(series.total, previous.total);
  return (
    <ul className="grid grid-cols-2 gap-3 sm:gap-4 xl:grid-cols-4">
      <Tile
        label={texts.requests}
        value={formatCompact(series.total)}
        exactValue={formatCount(series.total)}
        href="#requests"
        decoration={<Sparkline values={sumBars(totals)} color="blue" />}
      >
        {growth === null ? texts.nothingBefore(range) : <ChangeText change={growth} range={range} />}
      </Tile>
      <Tile
        label={texts.rejected}
        value={formatShare(shareOf(series))}
        href="#reasons"
        decoration={<Sparkline values={totals[1]?.values ?? []} color="red" />}
      >
        {series.total === 0 ? (
          texts.noRequests
        ) : previous.total === 0 ? (
          texts.nothingBefore(range)
        ) : (
          <ChangeText change={describePoints(shareOf(series), shareOf(previous))} range={range} bad="up" />
        )}
      </Tile>
      <Tile label={texts.active} value={formatCount(keys.count)} href={keysPath}>
        <ChangeText change={describeDifference(keys.count, keys.countBefore)} range={range} />
      </Tile>
      <Tile
        label={texts.expiring}
        value={formatCount(keys.expiring)}
        href={`${keysPath}?expiring=true`}
        decoration={<CalendarClock className="size-5" aria-hidden="true" />}
      >
        {keys.next === null ? (
          texts.noneExpire
        ) : (
          <span className="flex gap-1.5 max-sm:flex-col max-sm:gap-0">
            <span className="shrink-0 font-medium text-warn">
              {texts.next}{" "}
              <time dateTime={keys.next.expiresAt} title={formatTime(keys.next.expiresAt, "second", "utc")}>
                {formatRelativeTime(keys.next.expiresAt, Date.parse(now))}
              </time>
            </span>
            <CutText text={keys.next.name} />
          </span>
        )}
      </Tile>
    </ul>
  );
}
