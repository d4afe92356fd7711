import { getAppPath } from "#components/apps/app-path.ts";
import { hasPublicKeys } from "#components/apps/app-state.ts";
import { appTexts } from "#components/apps/texts.ts";
import type { AppPageData } from "#components/apps/view-data.ts";
import { Fact, Facts } from "#components/ui/display/facts.tsx";
import { Section } from "#components/ui/display/section.tsx";
import { Link } from "#components/ui/link.tsx";
import { appDetailTexts } from "./texts.ts";

const texts = appDetailTexts.signIn;

function describeProof(app: AppPageData["app"]): string {
  if (app.kind === "public") return texts.publicProof;
  return hasPublicKeys(app) ? texts.keysProof : texts.secretProof;
}

/** How an app that people open gets a token for them, and the addresses that it is registered with. */
export function SignInGuide({ page }: { page: AppPageData }) {
  const { app, team, tokenEndpoint, authorizationEndpoint } = page;
  return (
    <Section
      id="sign-in"
      title={texts.title}
      intro={
        <>
          {texts.intro} {describeProof(app)}{" "}
          <Link
            href={appTexts.peopleGuidePath}
            className="text-accent-text underline underline-offset-2 hover:no-underline"
          >
            {texts.guide}
          </Link>
        </>
      }
    >
      <Facts columns={2} isBoxed>
        <Address label={texts.authorizationEndpoint} value={authorizationEndpoint} />
        <Address label={texts.tokenEndpoint} value={tokenEndpoint} />
        <Fact label={texts.redirect} className="col-span-full">
          <ul className="flex flex-col gap-1">
            {app.redirectUris.map((address) => (
              <li key={address}>
                <code className="font-mono text-xs">{address}</code>
              </li>
            ))}
          </ul>
        </Fact>
        {app.launchUri === null ? (
          <Fact label={texts.launch} className="col-span-full">
            <span className="text-muted">{texts.noLaunch}</span>
          </Fact>
        ) : (
          <Address label={texts.launch} value={app.launchUri} />
        )}
      </Facts>
      <p className="mt-2 text-muted text-xs leading-5">
        {texts.people}{" "}
        <Link
          href={`${getAppPath(team.slug, app.id)}?tab=people`}
          className="text-accent-text underline underline-offset-2 hover:no-underline"
        >
          {appDetailTexts.tabs.people}
        </Link>
        .
      </p>
    </Section>
  );
}

function Address({ label, value }: { label: string; value: string }) {
  return (
    <Fact label={label} className="col-span-full">
      <code className="font-mono text-xs">{value}</code>
    </Fact>
  );
}
