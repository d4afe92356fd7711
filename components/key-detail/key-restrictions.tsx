import type { KeyPageData } from "#components/keys/view-data.ts";
import { Fact, Facts } from "#components/ui/facts.tsx";
import { Section } from "#components/ui/section.tsx";
import { detailTexts } from "./texts.ts";

const texts = detailTexts.restrictions;

function Names({ names, ifNone }: { names: readonly string[]; ifNone: string }) {
  if (names.length === 0) return <span className="text-muted">{ifNone}</span>;
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

function Limit({ own, byDefault }: { own: number | null | undefined; byDefault: number }) {
  if (own === null || own === undefined) return texts.byDefault(byDefault);
  return texts.limit(own);
}

/** From where, for what and how often the key may call. */
export function KeyRestrictions({ page }: { page: KeyPageData }) {
  const { key, form } = page;
  return (
    <Section id="restrictions" title={texts.title}>
      <Facts columns={2} isBoxed>
        <Fact label={texts.perMinute}>
          <Limit own={key.rateLimit?.perMinute} byDefault={form.rateLimit.perMinute} />
        </Fact>
        <Fact label={texts.per10Seconds}>
          <Limit own={key.rateLimit?.per10Seconds} byDefault={form.rateLimit.per10Seconds} />
        </Fact>
        <Fact label={texts.addresses} className="col-span-full">
          <Names names={key.allowedIps} ifNone={texts.anyAddress} />
        </Fact>
        <Fact label={texts.resources} className="col-span-full">
          <Names names={key.resources} ifNone={texts.anyResource} />
        </Fact>
      </Facts>
    </Section>
  );
}
