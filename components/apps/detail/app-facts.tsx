import { appTexts } from "#components/apps/texts.ts";
import type { AppPageData } from "#components/apps/view-data.ts";
import { CopyId } from "#components/keys/detail/copy-id.tsx";
import { EnvironmentBadge } from "#components/keys/state/environment-badge.tsx";
import { Fact, Facts } from "#components/ui/display/facts.tsx";
import { Section } from "#components/ui/display/section.tsx";
import { RelativeTime, Time } from "#components/ui/format/time.tsx";
import { appDetailTexts } from "./texts.ts";

const texts = appDetailTexts.facts;

/** The properties that are shown above every tab of the app's page. */
export function AppFacts({ page }: { page: AppPageData }) {
  const { app, environments, now } = page;
  return (
    <dl className="mb-5 grid grid-cols-2 gap-x-8 gap-y-3 text-sm sm:flex sm:flex-wrap">
      <Fact label={texts.kind}>{appTexts.kinds[app.kind]}</Fact>
      <Fact label={texts.environment}>
        <EnvironmentBadge slug={app.environment} environments={environments} />
      </Fact>
      <Fact label={texts.lastToken}>
        {app.lastTokenAt === null ? (
          <span className="text-muted">{texts.never}</span>
        ) : (
          <RelativeTime at={app.lastTokenAt} serverNow={now} />
        )}
      </Fact>
      <Fact label={texts.id} className="max-sm:col-span-2">
        <CopyId id={app.id} />
      </Fact>
    </dl>
  );
}

/** The other properties, on the first tab. Of an app for people, its endpoints are in the guide beside them. */
export function AppDetails({ page }: { page: AppPageData }) {
  const { app, tokenEndpoint, now } = page;
  return (
    <Section id="details" title={texts.title}>
      <Facts columns={2} isBoxed>
        <Fact label={texts.registered}>
          <Time at={app.createdAt} />
        </Fact>
        <Fact label={texts.changed}>
          <RelativeTime at={app.updatedAt} serverNow={now} />
        </Fact>
        {app.kind === "service" ? (
          <>
            <Fact label={texts.tokenFormat} className="col-span-full">
              {texts.formats[app.tokenFormat]}
            </Fact>
            <Fact label={texts.tokenEndpoint} className="col-span-full">
              <code className="font-mono text-xs">{tokenEndpoint}</code>
            </Fact>
          </>
        ) : null}
      </Facts>
    </Section>
  );
}
