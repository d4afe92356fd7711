import { clsx } from "clsx";
import type { EnvironmentDto } from "#lib/contract/team/environments.ts";

/** Colors by name. Any other value gets a neutral dot. */
const dots: Record<string, string> = {
  green: "bg-dot-green",
  amber: "bg-dot-amber",
  red: "bg-dot-red",
  blue: "bg-dot-blue",
  purple: "bg-dot-purple",
};

interface EnvironmentBadgeProps {
  slug: string;
  environments: readonly Pick<EnvironmentDto, "slug" | "label" | "color">[];
}

export function EnvironmentBadge({ slug, environments }: EnvironmentBadgeProps) {
  const environment = environments.find((candidate) => candidate.slug === slug);
  const label = environment?.label ?? slug;
  return (
    <span className="inline-flex max-w-full items-center gap-1.5 align-middle" title={label}>
      <span
        aria-hidden="true"
        className={clsx("size-2 shrink-0 rounded-full", dots[environment?.color ?? ""] ?? "bg-muted")}
      />
      <span className="truncate" dir="auto">
        {label}
      </span>
    </span>
  );
}
