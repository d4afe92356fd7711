import { keyTexts } from "#components/keys/texts.ts";
import { Skeleton } from "#components/ui/display/skeleton.tsx";

const rows = [0, 1, 2, 3, 4, 5];

/** A placeholder of the same size as the page while the keys load. */
export function KeysSkeleton() {
  return (
    <div aria-busy="true">
      <header className="mb-5 flex flex-wrap items-start justify-between gap-3">
        <div>
          <h1 className="font-semibold text-xl">{keyTexts.title}</h1>
          <Skeleton className="mt-1.5 h-4 w-72 max-w-full" />
        </div>
        <Skeleton className="h-8 w-40 coarse:h-11" />
      </header>
      <div className="mb-4 flex flex-wrap gap-2">
        <Skeleton className="h-9 w-full sm:w-64 coarse:h-11" />
        <Skeleton className="h-9 w-36 coarse:h-11" />
        <Skeleton className="h-9 w-36 coarse:h-11" />
        <Skeleton className="h-9 w-36 coarse:h-11" />
      </div>
      <div className="flex flex-col gap-2.5 sm:gap-0 sm:overflow-hidden sm:rounded-lg sm:border">
        <div className="h-8 border-b bg-surface max-sm:hidden" />
        {rows.map((row) => (
          <div key={row} className="rounded-lg border p-3.5 sm:rounded-none sm:border-0 sm:border-b sm:px-3">
            <Skeleton className="h-40 sm:h-6" />
          </div>
        ))}
      </div>
    </div>
  );
}
