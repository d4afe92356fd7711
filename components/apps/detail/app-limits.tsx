import type { AppPageData } from "#components/apps/view-data.ts";
import { Fact, Facts } from "#components/ui/display/facts.tsx";
import { Section } from "#components/ui/display/section.tsx";
import { formatCount } from "#components/ui/format/format-count.ts";
import { appDetailTexts } from "./texts.ts";

const texts = appDetailTexts.limits;

function describeLimit(own: number | null | undefined, defaultLimit: number): string {
  return own === null || own === undefined ? texts.defaultLimit(defaultLimit) : formatCount(own);
}

/** The IP addresses and rate limits that the app is restricted to. */
export function AppLimits({ page }: { page: Pick<AppPageData, "app" | "form"> }) {
  const { app, form } = page;
  return (
    <Section id="limits" title={texts.title} intro={texts.shared}>
      <Facts columns={2} isBoxed>
        <Fact label={texts.perMinute}>
          {describeLimit(app.rateLimit?.perMinute, form.rateLimit.perMinute)}
        </Fact>
        <Fact label={texts.per10Seconds}>
          {describeLimit(app.rateLimit?.per10Seconds, form.rateLimit.per10Seconds)}
        </Fact>
        <Fact label={texts.addresses} className="col-span-full">
          {app.allowedIps.length === 0 ? (
            <span className="text-muted">{texts.anyAddress}</span>
          ) : (
            <ul className="flex flex-wrap gap-1.5">
              {app.allowedIps.map((block) => (
                <li key={block} className="rounded bg-sunken px-1.5 py-0.5 font-mono text-xs">
                  {block}
                </li>
              ))}
            </ul>
          )}
        </Fact>
      </Facts>
    </Section>
  );
}
