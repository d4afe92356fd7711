import { ThemeSwitch } from "#components/ui/theme/theme-switch.tsx";
import { Badges } from "./badges.tsx";
import { Buttons } from "./buttons.tsx";
import { Choices, Entries, Fields } from "./fields.tsx";
import { Figures } from "./figures.tsx";
import { Waiting } from "./loading.tsx";
import { Overlays } from "./overlays.tsx";
import { SampleTable } from "./sample-table.tsx";
import { galleryTexts } from "./texts.ts";

/** All UI components on one page, for review and for tests. */
export function GalleryView({ now }: { now: string }) {
  return (
    <main className="mx-auto flex max-w-5xl flex-col gap-10 px-4 py-8 sm:px-6">
      <header className="flex flex-wrap items-start justify-between gap-3">
        <div>
          <h1 className="font-semibold text-xl">{galleryTexts.title}</h1>
          <p className="mt-0.5 text-muted text-sm">{galleryTexts.intro}</p>
        </div>
        <ThemeSwitch initial={undefined} />
      </header>
      <Buttons />
      <Overlays />
      <Fields />
      <Choices />
      <Entries />
      <Badges />
      <SampleTable now={now} />
      <Figures now={now} />
      <Waiting />
    </main>
  );
}
