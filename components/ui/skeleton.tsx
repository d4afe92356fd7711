import { clsx } from "clsx";

/** Holds the place of something that is on its way, in its true size. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden="true" className={clsx("animate-pulse rounded bg-sunken", className)} />;
}
