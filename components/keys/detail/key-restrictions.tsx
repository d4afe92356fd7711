import type { KeyPageData } from "#components/keys/view-data.ts";
import { Fact, Facts } from "#components/ui/display/facts.tsx";
import { Section } from "#components/ui/display/section.tsx";
import { detailTexts } from "./texts.ts";

const texts = detailTexts.restrictions;

function Names({ names, emptyText }: { names: readonly string[]; emptyText: string }) {
  if (names.length === 0) return <span className="text-muted">{emptyText}</span>;
  return (
    <ul className="flex flex-wrap gap-1.5">
      {names.map((name) => (
        <li key={name} className="rounded bg-sunken px-1.5 py-0.5 font-mono text-xs">
          {name}
        </li>
      ))}
    </ul>
  );
}

function Limit({ own, defaultLimit }: { own: number | null | undefined; defaultLimit: number }) {
  if (own === null || own === undefined) return texts.defaultLimit(defaultLimit);
  return texts.limit(own);
}

/** The IP addresses, resources and rate limits the key is restricted to. */
export function KeyRestrictions({ page }: { page: KeyPageData }) {
  const { key, form } = page;
  return (
    <Section id="restrictions" title={texts.title}>
      <Facts columns={2} isBoxed>
        <Fact label={texts.perMinute}>
          <Limit own={key.rateLimit?.perMinute} defaultLimit={form.rateLimit.perMinute} />
        </Fact>
        <Fact label={texts.per10Seconds}>
          <Limit own={key.rateLimit?.per10Seconds} defaultLimit={form.rateLimit.per10Seconds} />
        </Fact>
        <Fact label={texts.addresses} className="col-span-full">
          <Names names={key.allowedIps} emptyText={texts.anyAddress} />
        </Fact>
        <Fact label={texts.resources} className="col-span-full">
          <Names names={key.resources} emptyText={texts.anyResource} />
        </Fact>
      </Facts>
    </Section>
  );
}
