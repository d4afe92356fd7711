import { lineFields } from "#components/keys/form/draft/form-fields.ts";
import { EnvironmentBadge } from "#components/keys/state/environment-badge.tsx";
import type { KeyPageData } from "#components/keys/view-data.ts";
import { Avatar } from "#components/ui/display/avatar.tsx";
import { Fact, Facts } from "#components/ui/display/facts.tsx";
import { Section } from "#components/ui/display/section.tsx";
import { RelativeTime, Time } from "#components/ui/format/time.tsx";
import type { KeyDto } from "#lib/contract/keys/keys.ts";
import { CopyId } from "./copy-id.tsx";
import { detailTexts } from "./texts.ts";

const texts = detailTexts.facts;

function Owner({ owner, userId }: { owner: KeyDto["owner"]; userId: string }) {
  const isYou = owner.type === "user" && owner.id === userId;
  const roleText = owner.type === "team" ? texts.ofTeam(owner.role) : texts.role(owner.role);
  return (
    <>
      <Avatar name={owner.name} isTeam={owner.type === "team"} className="mr-1.5" />
      <bdi>{owner.name}</bdi>{" "}
      <span className="text-muted">
        ({isYou ? `${texts.you}, ` : ""}
        {roleText})
      </span>
    </>
  );
}

function Metadata({ metadata }: Pick<KeyDto, "metadata">) {
  return (
    <ul className="flex flex-wrap gap-1.5">
      {Object.entries(metadata).map(([name, value]) => (
        <li key={name} className="rounded bg-sunken px-1.5 py-0.5 font-mono text-xs">
          <span className="text-muted">{name}=</span>
          {String(value)}
        </li>
      ))}
    </ul>
  );
}

/** The properties that are shown above every tab of the key's page. */
export function KeyFacts({ page }: { page: KeyPageData }) {
  const { key, environments, viewer, now } = page;
  const never = <span className="text-muted">{texts.never}</span>;
  return (
    <dl className="mb-5 grid grid-cols-2 gap-x-8 gap-y-3 text-sm sm:flex sm:flex-wrap">
      <Fact label={texts.secret}>
        <code className="whitespace-nowrap font-mono text-xs">{key.hint}</code>
      </Fact>
      <Fact label={texts.environment}>
        <EnvironmentBadge slug={key.environment} environments={environments} />
      </Fact>
      <Fact label={texts.owner}>
        <Owner owner={key.owner} userId={viewer.userId} />
      </Fact>
      <Fact label={texts.lastUsed}>
        {key.lastUsedAt === null ? never : <RelativeTime at={key.lastUsedAt} serverNow={now} />}
      </Fact>
      <Fact label={texts.expires}>
        {key.expiresAt === null ? never : <Time at={key.expiresAt} style="day" />}
      </Fact>
      <Fact label={texts.id} className="max-sm:col-span-2">
        <CopyId id={key.id} />
      </Fact>
    </dl>
  );
}

/** The other properties, on the first tab. */
export function KeyDetails({ page }: { page: KeyPageData }) {
  const { key, now } = page;
  return (
    <Section id="details" title={texts.title}>
      <Facts isBoxed>
        <Fact label={texts.created}>
          <Time at={key.createdAt} />
        </Fact>
        <Fact label={texts.changed}>
          <RelativeTime at={key.updatedAt} serverNow={now} />
        </Fact>
        <Fact label={texts.expires}>
          {key.expiresAt === null ? (
            <span className="text-muted">{texts.never}</span>
          ) : (
            <Time at={key.expiresAt} />
          )}
        </Fact>
        {lineFields.map(({ name, label }) =>
          key[name] === null ? null : (
            <Fact key={name} label={label}>
              {key[name]}
            </Fact>
          ),
        )}
        {Object.keys(key.metadata).length === 0 ? null : (
          <Fact label={texts.metadata} className="col-span-full">
            <Metadata metadata={key.metadata} />
          </Fact>
        )}
      </Facts>
    </Section>
  );
}
