import { CircleAlert, CircleCheck, Clock, RefreshCw } from "lucide-react";
import { Badge, type Tone } from "#components/ui/display/badge.tsx";
import { Section } from "#components/ui/display/section.tsx";
import { galleryTexts } from "./texts.ts";

const tones = ["plain", "neutral", "accent", "good", "warn", "bad"] as const satisfies readonly Tone[];

const icons: Record<Tone, React.ReactNode> = {
  plain: <CircleCheck aria-hidden="true" />,
  neutral: <Clock aria-hidden="true" />,
  accent: <RefreshCw aria-hidden="true" />,
  good: <CircleCheck aria-hidden="true" />,
  warn: <Clock aria-hidden="true" />,
  bad: <CircleAlert aria-hidden="true" />,
};

/** Each tone on each background. */
export function Badges() {
  return (
    <Section id="badges" title={galleryTexts.sections.badges}>
      <div className="flex flex-col gap-3">
        {(["bg-canvas", "bg-surface", "bg-raised"] as const).map((background) => (
          <div key={background} className={`flex flex-wrap gap-3 rounded-lg border p-3 ${background}`}>
            {tones.map((tone) => (
              <Badge key={tone} tone={tone} icon={icons[tone]}>
                {tone}
              </Badge>
            ))}
            <Badge tone="neutral">without an icon</Badge>
          </div>
        ))}
      </div>
    </Section>
  );
}
