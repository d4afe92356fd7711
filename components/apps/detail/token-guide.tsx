import { getKeylessPath } from "#components/apps/app-path.ts";
import { hasPublicKeys, isKeyless } from "#components/apps/app-state.ts";
import { appTexts } from "#components/apps/texts.ts";
import { writeTokenSamples } from "#components/apps/token-samples.ts";
import type { AppPageData } from "#components/apps/view-data.ts";
import { CodePanel } from "#components/code/code-panel.tsx";
import { LanguageTabs } from "#components/code/language-tabs.tsx";
import { colorSamples } from "#components/first-steps/write-samples.tsx";
import { ButtonLink } from "#components/ui/button/button-link.tsx";
import { Section } from "#components/ui/display/section.tsx";
import { Link } from "#components/ui/link.tsx";
import { getTokenSeconds } from "#lib/domain/apps/scopes.ts";
import { SignInGuide } from "./sign-in-guide.tsx";
import { appDetailTexts } from "./texts.ts";

const texts = appDetailTexts.token;

/** How the app requests a token, and how it uses one. Rendered on the server, so that browsers load no highlighter. */
export function TokenGuide({ page }: { page: AppPageData }) {
  const { app, tokenEndpoint, apiAddress } = page;
  if (app.kind !== "service") return <SignInGuide page={page} />;
  if (app.scopes.length === 0) return <Section id="token" title={texts.title} intro={texts.noScopes} />;
  const isWithoutSecret = isKeyless(app);
  const intro = isWithoutSecret
    ? texts.keyless
    : [
        texts.life(getTokenSeconds(app.scopes, app.tokenFormat)),
        hasPublicKeys(app) ? texts.keys : texts.secret,
      ].join(" ");
  return (
    <Section
      id="token"
      title={texts.title}
      intro={
        <>
          {intro}{" "}
          <Link
            href={isWithoutSecret ? appTexts.keylessGuidePath : appTexts.guidePath}
            className="text-accent-text underline underline-offset-2 hover:no-underline"
          >
            {texts.guide}
          </Link>
        </>
      }
    >
      <div className="flex flex-col gap-4">
        {isWithoutSecret ? (
          <div>
            <ButtonLink href={getKeylessPath(page.team.slug, app.id)}>{texts.openKeyless}</ButtonLink>
          </div>
        ) : (
          <LanguageTabs
            label={texts.language}
            tabs={colorSamples(writeTokenSamples({ app, tokenEndpoint }))}
          />
        )}
        <div className="min-w-0">
          <h3 className="font-medium text-sm">{texts.use}</h3>
          <p className="mt-0.5 mb-2 text-muted text-sm">{texts.useIntro}</p>
          <CodePanel
            label={texts.shell}
            language="sh"
            code={`curl ${apiAddress}/me \\\n  -H "Authorization: Bearer $TOKEN"`}
          />
        </div>
      </div>
    </Section>
  );
}
