import { writeKeylessSamples } from "#components/apps/keyless-samples.ts";
import { appTexts } from "#components/apps/texts.ts";
import type { AppPageData, KeylessData } from "#components/apps/view-data.ts";
import { CodePanel } from "#components/code/code-panel.tsx";
import { Section } from "#components/ui/display/section.tsx";
import { Link } from "#components/ui/link.tsx";
import type { IssuerPresetName } from "#lib/domain/federation/presets.ts";
import { getConsoleAudience } from "./console-audience.ts";
import { keylessTexts } from "./texts.ts";

const texts = keylessTexts.guide;

interface KeylessGuideProps {
  page: AppPageData;
  rules: KeylessData["rules"];
}

/** How a machine exchanges its token. Rendered on the server, so that browsers load no highlighter. */
export function KeylessGuide({ page, rules }: KeylessGuideProps) {
  const { app, tokenEndpoint, apiAddress } = page;
  if (app.scopes.length === 0) return <Section id="guide" title={texts.title} intro={texts.noScopes} />;
  const findRule = (preset: IssuerPresetName) => rules.find(({ issuer }) => issuer.preset === preset);
  const audienceOf = (preset: IssuerPresetName) =>
    findRule(preset)?.audience ?? getConsoleAudience(tokenEndpoint);
  const samples = writeKeylessSamples({ app, tokenEndpoint, apiAddress, audienceOf });
  const opened = samples.find(({ preset }) => findRule(preset) !== undefined)?.preset;
  return (
    <Section
      id="guide"
      title={texts.title}
      intro={
        <>
          {texts.intro}{" "}
          <Link
            href={appTexts.keylessGuidePath}
            className="text-accent-text underline underline-offset-2 hover:no-underline"
          >
            {texts.guide}
          </Link>
        </>
      }
    >
      <div className="divide-y rounded-lg border">
        {samples.map(({ preset, language, code }) => (
          <details key={preset} open={preset === opened} className="group min-w-0">
            <summary className="rounded-lg px-4 py-2.5 font-medium text-sm hover:bg-surface coarse:py-3.5">
              {texts.samples[preset].title}
            </summary>
            <div className="min-w-0 px-4 pt-1 pb-4">
              <CodePanel label={texts.samples[preset].label} language={language} code={code} />
            </div>
          </details>
        ))}
      </div>
    </Section>
  );
}
