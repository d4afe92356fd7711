"use client";

import { Checkbox } from "#components/ui/form/checkbox.tsx";
import { Time } from "#components/ui/format/time.tsx";
import { authorizeTexts } from "./texts.ts";

const texts = authorizeTexts.duration;

interface DurationSectionProps {
  /** Whether the app asks to keep access while the person isn't using it. */
  canLast: boolean;
  isLasting: boolean;
  /** When lasting access ends in any case, in ISO 8601. */
  latestEnd: string;
  onToggle: () => void;
}

/** Until when the app keeps its access, and the choice to keep it short. */
export function DurationSection({ canLast, isLasting, latestEnd, onToggle }: DurationSectionProps) {
  return (
    <section aria-labelledby="duration" className="flex flex-col gap-2 border-t px-5 py-4">
      <h2 id="duration" className="font-semibold text-sm">
        {texts.title}
      </h2>
      {canLast ? <Checkbox label={texts.lasting} checked={isLasting} onChange={onToggle} /> : null}
      <p aria-live="polite" className="text-pretty text-muted text-sm">
        {canLast && isLasting ? (
          <>
            {texts.long} <Time at={latestEnd} style="day" />.
          </>
        ) : (
          texts.short
        )}
      </p>
    </section>
  );
}
