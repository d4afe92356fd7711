import { BarList } from "#components/ui/display/bar-list.tsx";
import { CodeBlock } from "#components/ui/display/code-block.tsx";
import { Fact, Facts } from "#components/ui/display/facts.tsx";
import { Section } from "#components/ui/display/section.tsx";
import { RelativeTime, Time } from "#components/ui/format/time.tsx";
import { StateRow } from "./state-row.tsx";
import { galleryTexts } from "./texts.ts";

const bars = [
  { key: "valid", label: "Accepted", count: 12_904, tone: "good" },
  { key: "expired", label: "Expired", count: 311, tone: "bad" },
  { key: "limited", label: "Rejected: rate limit", count: 0, tone: "neutral" },
] as const;

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
          <BarList label="Requests by outcome" bars={bars} />
          <Facts isBoxed>
            <Fact label="Created">
              <Time at={now} style="day" />
            </Fact>
            <Fact label="Owner">Ada Lovelace</Fact>
            <Fact label="External ID">{"customer-".repeat(12)}</Fact>
          </Facts>
          <BarList label="Requests by outcome, empty" bars={bars.map((bar) => ({ ...bar, count: 0 }))} />
        </div>
      </Section>
      <Section id="code" title={galleryTexts.sections.code}>
        <CodeBlock label="curl" code={code} />
      </Section>
    </>
  );
}
