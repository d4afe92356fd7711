import { CopyId } from "#components/keys/detail/copy-id.tsx";
import { EnvironmentBadge } from "#components/keys/state/environment-badge.tsx";
import { Fact, Facts } from "#components/ui/display/facts.tsx";
import { Section } from "#components/ui/display/section.tsx";
import { RelativeTime, Time } from "#components/ui/format/time.tsx";
import type { ServerPageData } from "../view-data.ts";
import { serverTexts } from "./texts.ts";

const texts = serverTexts.facts;

/** The properties that are shown above every tab of a server's page. */
export function ServerFacts({ page: { server, environments } }: { page: ServerPageData }) {
  return (
    <dl className="mb-5 grid grid-cols-2 gap-x-8 gap-y-3 text-sm sm:flex sm:flex-wrap">
      <Fact label={texts.environment}>
        <EnvironmentBadge slug={server.environment} environments={environments} />
      </Fact>
      <Fact label={texts.version}>{server.fhirVersion}</Fact>
      <Fact label={texts.id} className="max-sm:col-span-2">
        <CopyId id={server.id} />
      </Fact>
    </dl>
  );
}

/** The other properties, on the first tab. */
export function ServerDetails({ page: { server, now } }: { page: ServerPageData }) {
  return (
    <Section id="details" title={texts.title}>
      <Facts columns={2} isBoxed>
        <Fact label={texts.baseUrl} className="col-span-full">
          <code className="font-mono text-xs">{server.baseUrl}</code>
        </Fact>
        <Fact label={texts.registered}>
          <Time at={server.createdAt} />
        </Fact>
        <Fact label={texts.changed}>
          <RelativeTime at={server.updatedAt} serverNow={now} />
        </Fact>
      </Facts>
    </Section>
  );
}
