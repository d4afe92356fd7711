import { Card } from "#components/ui/display/card.tsx";
import { ThemeSwitch } from "#components/ui/theme/theme-switch.tsx";
import { accountTexts } from "./texts.ts";

const texts = accountTexts.appearance;

export function AppearanceView({ theme }: { theme: string | undefined }) {
  return (
    <Card id="appearance" title={texts.title}>
      <div className="flex flex-wrap items-center justify-between gap-3 p-4">
        <div className="min-w-0">
          <p className="font-medium text-sm">{texts.theme}</p>
          <p className="text-muted text-xs leading-5">{texts.themeIntro}</p>
        </div>
        <ThemeSwitch initial={theme} />
      </div>
    </Card>
  );
}
