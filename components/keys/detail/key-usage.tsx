import { type Bar, BarList } from "#components/ui/display/bar-list.tsx";
import { Section } from "#components/ui/display/section.tsx";
import type { KeyUsageDto } from "#lib/contract/keys/keys.ts";
import { detailTexts } from "./texts.ts";

const texts = detailTexts.usage;

function toBar({ by, count }: KeyUsageDto["data"][number]): Bar {
  return { key: by, label: texts.outcomes[by] ?? by, count, tone: by === "VALID" ? "good" : "bad" };
}

/** The key's requests by outcome. `usage` is undefined while loading. */
export function KeyUsage({ usage }: { usage: KeyUsageDto | undefined }) {
  return (
    <Section id="usage" title={texts.title}>
      <div className="rounded-lg border p-4">
        {usage === undefined ? <p className="text-muted text-sm">{texts.loading}</p> : null}
        {usage?.total === 0 ? <p className="text-muted text-sm">{texts.none}</p> : null}
        {usage === undefined || usage.total === 0 ? null : (
          <>
            <p className="mb-3 font-semibold text-lg tabular-nums">{texts.total(usage.total)}</p>
            <BarList label={texts.bars} bars={usage.data.map(toBar)} />
          </>
        )}
      </div>
    </Section>
  );
}
