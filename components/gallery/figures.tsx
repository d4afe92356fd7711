import { ChartCard } from "#components/chart/chart-card.tsx";
import { Card, CardText } from "#components/ui/display/card.tsx";
import { CodeBlock } from "#components/ui/display/code-block.tsx";
import { CompactTable } from "#components/ui/display/compact-table.tsx";
import { CutText } from "#components/ui/display/cut-text.tsx";
import { Fact, Facts } from "#components/ui/display/facts.tsx";
import { Section } from "#components/ui/display/section.tsx";
import { RelativeTime, Time } from "#components/ui/format/time.tsx";
import { StateRow } from "./state-row.tsx";
import { galleryTexts } from "./texts.ts";

const days = Array.from({ length: 30 }, (_, day) => new Date(Date.UTC(2026, 0, day + 1)).toISOString());

const series = [
  { key: "a", label: "Accepted", color: "blue", values: days.map((_, day) => (day * 7_919) % 5_000) },
  { key: "b", label: "Rejected", color: "red", values: days.map((_, day) => (day * 31) % 400) },
] as const;

const marks = [{ at: "2026-01-12T09:00:00.000Z", label: "Ada rotated the key", kind: "rotated" }] as const;

const columns = [
  { key: "name", label: "Key" },
  { key: "requests", label: "Requests", isNumber: true },
] as const;

const rows = [
  { key: "long", cells: [<CutText key="name" text={"a-long-name-".repeat(12)} />, "351,706"] },
  { key: "rtl", cells: [<CutText key="name" text="مفتاح المختبر للتكامل مع الشركاء" />, "12"] },
];

const timeStyles = ["clock", "near", "day", "minute", "second"] as const;

const code = `curl https://console.example.com/v1/api/workers \\
  -H "Authorization: Bearer $BYTEENGINE_API_KEY" \\
  -H "A-Header-That-Is-Too-Long-To-Fit: it has to scroll inside its own frame"`;

export function Figures({ now }: { now: string }) {
  return (
    <>
      <Section id="facts" title={galleryTexts.sections.facts} intro="With an introduction.">
        <div className="grid items-start gap-5 lg:grid-cols-2">
          <div className="flex flex-col gap-3 text-sm">
            {timeStyles.map((style) => (
              <StateRow key={style} name={`time, ${style}`}>
                <Time at={now} style={style} />
              </StateRow>
            ))}
            <StateRow name="time, relative">
              <RelativeTime at={now} serverNow={now} />
            </StateRow>
          </div>
          <Card id="card" title="Top keys" note="2 of 7">
            <CompactTable label="Top keys" columns={columns} rows={rows} />
          </Card>
          <Facts isBoxed>
            <Fact label="Created">
              <Time at={now} style="day" />
            </Fact>
            <Fact label="Owner">Ada Lovelace</Fact>
            <Fact label="External ID">{"customer-".repeat(12)}</Fact>
          </Facts>
          <Card id="empty-card" title="Top reasons">
            <CardText>No request was rejected in this period.</CardText>
          </Card>
          <ChartCard id="chart" title="Requests" bars={days} interval="day" series={series} marks={marks} />
          <ChartCard
            id="empty-chart"
            title="No requests"
            bars={days}
            interval="day"
            series={series.map((one) => ({ ...one, values: days.map(() => 0) }))}
          />
        </div>
      </Section>
      <Section id="code" title={galleryTexts.sections.code}>
        <CodeBlock label="curl" code={code} />
      </Section>
    </>
  );
}
