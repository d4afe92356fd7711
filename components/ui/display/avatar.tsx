import { clsx } from "clsx";

/** The first letters of the first and the last word. */
function getInitials(name: string): string {
  const words = name.split(/\s+/).filter((word) => /^[\p{L}\p{N}]/u.test(word));
  const [first = name] = words;
  const last = words.length > 1 ? words.at(-1) : undefined;
  return [first, last ?? ""]
    .map((word) => [...word][0] ?? "")
    .join("")
    .toLocaleUpperCase("en");
}

interface AvatarProps {
  name: string;
  /** A team has a square. */
  isTeam?: boolean;
  isLarge?: boolean;
  className?: string;
}

/** A person's or a team's initials, next to the name. */
export function Avatar({ name, isTeam = false, isLarge = false, className }: AvatarProps) {
  return (
    <span
      aria-hidden="true"
      className={clsx(
        "inline-grid shrink-0 select-none place-items-center align-bottom bg-sunken font-semibold text-muted",
        isLarge ? "size-7 text-xs" : "size-5 text-[0.625rem]",
        isTeam ? "rounded" : "rounded-full",
        className,
      )}
    >
      {getInitials(name)}
    </span>
  );
}
