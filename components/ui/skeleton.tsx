import { mergeClasses } from "./classes.ts";

/** Holds the place of something that is on its way, in its true size. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden="true" className={mergeClasses("animate-pulse rounded bg-sunken", className)} />;
}
