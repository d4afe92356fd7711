import { keyTexts } from "#components/keys/texts.ts";
import { Skeleton } from "#components/ui/display/skeleton.tsx";

const rows = [0, 1, 2, 3, 4, 5, 6, 7];

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
      <div className="mb-3 xl:flex xl:items-center xl:justify-between xl:border-b">
        <div className="flex h-10 items-center gap-5 border-b xl:border-b-0 coarse:h-11">
          <Skeleton className="h-5 w-16" />
          <Skeleton className="h-5 w-16" />
          <Skeleton className="h-5 w-12" />
        </div>
        <Skeleton className="h-7 w-96 max-w-full max-xl:mt-3 max-lg:hidden" />
      </div>
      <div className="mb-3 flex gap-2">
        <Skeleton className="h-9 min-w-40 flex-1 lg:max-w-72 lg:flex-[2] coarse:h-11" />
        <Skeleton className="h-9 w-24 lg:hidden coarse:h-11" />
        <Skeleton className="h-9 w-44 max-lg:hidden" />
        <Skeleton className="h-9 w-44 max-lg:hidden" />
      </div>
      <div className="max-lg:grid max-lg:grid-cols-[repeat(auto-fill,minmax(min(100%,20rem),1fr))] max-lg:gap-2.5 lg:overflow-hidden lg:rounded-lg lg:border">
        <div className="h-9 border-b bg-surface max-lg:hidden" />
        {rows.map((row) => (
          <div
            key={row}
            className="rounded-lg border p-3 lg:h-12 lg:rounded-none lg:border-0 lg:border-b lg:last:border-b-0"
          >
            <Skeleton className="h-24 lg:h-6" />
          </div>
        ))}
      </div>
    </div>
  );
}
