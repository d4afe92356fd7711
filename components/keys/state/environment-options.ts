import type { Option } from "#components/ui/form/select/option.ts";
import type { EnvironmentDto } from "#lib/contract/team/environments.ts";

const dots: Record<string, string> = {
  green: "bg-dot-green",
  amber: "bg-dot-amber",
  red: "bg-dot-red",
  blue: "bg-dot-blue",
  purple: "bg-dot-purple",
};

/** The class of an environment's color. Any other value than a known color gets a neutral dot. */
export function getDot(color: string | undefined): string {
  return dots[color ?? ""] ?? "bg-muted";
}

export type OfferedEnvironment = Pick<EnvironmentDto, "slug" | "label" | "color">;

export function toEnvironmentOption({ slug, label, color }: OfferedEnvironment): Option {
  return { value: slug, label, dot: getDot(color) };
}
