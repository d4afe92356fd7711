import { getAppsPath } from "#components/apps/app-path.ts";
import { LanguageTabs } from "#components/code/language-tabs.tsx";
import { colorSamples } from "#components/first-steps/write-samples.tsx";
import { Section } from "#components/ui/display/section.tsx";
import { Link } from "#components/ui/link.tsx";
import { writeGatewaySamples } from "../gateway-samples.ts";
import { nameEnvironment, type ServerPageData } from "../view-data.ts";
import { serverTexts } from "./texts.ts";

const texts = serverTexts.guide;

/** How a program uses the gateway. Rendered on the server, so that browsers load no highlighter. */
export function GatewayGuide({ page }: { page: ServerPageData }) {
  const { server, team, apiAddress } = page;
  const { url, allowsKeys } = server.gateway;
  const samples = writeGatewaySamples({ serverId: server.id, url, apiAddress });
  return (
    <Section
      id="guide"
      title={texts.title}
      intro={
        <>
          {texts.intro(nameEnvironment(page))} {allowsKeys ? `${texts.withKeys} ` : null}
          <Link
            href={getAppsPath(team.slug)}
            className="text-accent-text underline underline-offset-2 hover:no-underline"
          >
            {texts.apps}
          </Link>
        </>
      }
    >
      <LanguageTabs label={texts.language} tabs={colorSamples(samples)} />
    </Section>
  );
}
