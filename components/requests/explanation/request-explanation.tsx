import { getKeyPath } from "#components/keys/key-path.ts";
import { EnvironmentBadge } from "#components/keys/state/environment-badge.tsx";
import type { OfferedEnvironment } from "#components/keys/state/environment-options.ts";
import { CopyIdButton } from "#components/requests/copy-request-id.tsx";
import { OutcomeBadge } from "#components/requests/outcome-badge.tsx";
import { getRequestsPath, noFilters, writeRequestFilters } from "#components/requests/request-filters.ts";
import { requestTexts } from "#components/requests/texts.ts";
import { Breadcrumbs } from "#components/shell/breadcrumbs.tsx";
import { ButtonLink } from "#components/ui/button/button-link.tsx";
import { Fact, Facts } from "#components/ui/display/facts.tsx";
import { Time } from "#components/ui/format/time.tsx";
import { Link } from "#components/ui/link.tsx";
import type { ExplainedRequestDto } from "#lib/contract/keys/requests.ts";
import { CopyDetails } from "./copy-details.tsx";
import { getCredentialTexts } from "./credential-texts.ts";
import { RequestChecks } from "./request-checks.tsx";
import { RichMessage } from "./rich-message.tsx";

const texts = requestTexts.explanation;

interface RequestExplanationProps {
  request: ExplainedRequestDto;
  team: { slug: string };
  environments: readonly OfferedEnvironment[];
  canWrite: boolean;
}

/** Why a request was accepted or rejected, and what to change. */
export function RequestExplanation({ request, team, environments, canWrite }: RequestExplanationProps) {
  const { id, outcome } = request;
  const title = outcome === "VALID" ? texts.accepted : texts.rejected;
  return (
    <div className="max-w-5xl">
      <Breadcrumbs
        trail={[{ label: requestTexts.title, href: getRequestsPath(team.slug) }]}
        current={`req_…${id.slice(-8)}`}
      />
      <h1 className="mb-4 font-semibold text-xl">{title}</h1>
      <RequestFacts request={request} teamSlug={team.slug} environments={environments} />
      <div className="mt-5 grid rounded-lg border lg:grid-cols-[minmax(0,1fr)_20rem]">
        <section aria-labelledby="checks" className="p-4 max-lg:border-b lg:border-r">
          <h2 id="checks" className="mb-2 font-semibold text-base">
            {texts.checks}
          </h2>
          <div className="-mx-2">
            <RequestChecks request={request} />
          </div>
          {request.keyChangedAt === null ? null : (
            <p className="mt-3 text-muted text-xs">
              {getCredentialTexts(request.key).changed} (<Time at={request.keyChangedAt} />)
            </p>
          )}
        </section>
        <Advice request={request} teamSlug={team.slug} canWrite={canWrite} />
      </div>
    </div>
  );
}

interface RequestFactsProps extends Pick<RequestExplanationProps, "request" | "environments"> {
  teamSlug: string;
}

function RequestFacts({ request, teamSlug, environments }: RequestFactsProps) {
  const { id, at, key, environment, address, service, endpoint, resource, permissions, more } = request;
  const { facts } = texts;
  return (
    <Facts isBoxed>
      <Fact label={facts.outcome}>
        {/* The badge of an accepted request has no background, so its padding would look like an indent. */}
        <span className={request.outcome === "VALID" ? "-ml-1.5" : undefined}>
          <OutcomeBadge outcome={request.outcome} />
        </span>
      </Fact>
      {key === null ? null : (
        <Fact label={getCredentialTexts(key).name}>
          <Link
            href={getKeyPath(teamSlug, key.id)}
            className="rounded-sm font-medium text-accent-text hover:underline"
          >
            <bdi>{key.name ?? key.id}</bdi>
          </Link>
        </Fact>
      )}
      <Fact label={facts.time} className="max-sm:col-span-full">
        <Time at={at} style="second" />
      </Fact>
      {environment === "" ? null : (
        <Fact label={facts.environment}>
          <EnvironmentBadge slug={environment} environments={environments} />
        </Fact>
      )}
      <Fact label={facts.address}>
        {address === null ? (
          <span className="text-muted">{texts.unknownAddress}</span>
        ) : (
          <code className="font-mono text-xs">{address}</code>
        )}
      </Fact>
      <Fact label={facts.verifiedBy}>
        {service === null ? null : <bdi className="block">{service.name ?? service.id}</bdi>}
        <span className={service === null ? undefined : "text-muted text-xs"}>
          {requestTexts.endpoints[endpoint]}
        </span>
      </Fact>
      {permissions.length === 0 ? null : (
        <Fact label={facts.asked}>
          <code className="font-mono text-xs">{permissions.join(", ")}</code>
        </Fact>
      )}
      {resource === null ? null : (
        <Fact label={facts.resource}>
          <code className="font-mono text-xs">{resource}</code>
        </Fact>
      )}
      {more === 0 ? null : <Fact label={facts.more}>{texts.moreLike(more)}</Fact>}
      <Fact label={facts.requestId} className="col-span-full">
        <span className="-my-1 flex flex-wrap items-center gap-x-2">
          <code className="font-mono text-xs [overflow-wrap:anywhere]">{id}</code>
          <CopyIdButton id={id} />
        </span>
      </Fact>
    </Facts>
  );
}

function Advice({
  request,
  teamSlug,
  canWrite,
}: {
  request: ExplainedRequestDto;
  teamSlug: string;
  canWrite: boolean;
}) {
  const { key, advice, similar, outcome } = request;
  const similarPath = `${getRequestsPath(teamSlug)}${writeRequestFilters(
    key === null
      ? { ...noFilters, outcome, scope: "unknown" }
      : { ...noFilters, outcome: outcome === "VALID" ? "accepted" : outcome, key: key.id },
  )}`;
  return (
    <section aria-labelledby="advice" className="flex flex-col gap-4 p-4 text-sm">
      <div>
        <h2 id="advice" className="mb-1 font-semibold text-base">
          {advice === null ? texts.nothingToFix : texts.advice}
        </h2>
        <p className="text-pretty text-muted">
          <RichMessage text={advice ?? texts.acceptedAdvice} />
        </p>
      </div>
      <div className="flex flex-wrap gap-2">
        {key === null ? null : (
          <ButtonLink href={getKeyPath(teamSlug, key.id)}>
            {getCredentialTexts(key)[canWrite && advice !== null ? "change" : "open"]}
          </ButtonLink>
        )}
        <CopyDetails request={request} />
      </div>
      <p className="border-t pt-3 text-muted text-xs">
        {texts.similar(similar.count)}{" "}
        <Link href={similarPath} className="text-accent-text underline underline-offset-2">
          {texts.showSimilar}
        </Link>
      </p>
    </section>
  );
}
