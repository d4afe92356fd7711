import { clsx } from "clsx";
import { getDot, type OfferedEnvironment } from "#components/keys/state/environment-options.ts";

interface EnvironmentBadgeProps {
  slug: string;
  environments: readonly OfferedEnvironment[];
}

export function EnvironmentBadge({ slug, environments }: EnvironmentBadgeProps) {
  const environment = environments.find((candidate) => candidate.slug === slug);
  const label = environment?.label ?? slug;
  return (
    <span className="inline-flex max-w-full items-center gap-1.5 align-middle" title={label}>
      <span aria-hidden="true" className={clsx("size-2 shrink-0 rounded-full", getDot(environment?.color))} />
      <span className="truncate" dir="auto">
        {label}
      </span>
    </span>
  );
}
