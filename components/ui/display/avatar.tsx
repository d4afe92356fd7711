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

const sizes = {
  small: "size-5 text-[0.625rem]",
  large: "size-7 text-xs",
  /** Beside two lines of a list. */
  row: "size-9 text-xs",
  /** Beside the heading of a page that is about it. */
  page: "size-11 text-base",
} as const;

const teamCorners = { small: "rounded", large: "rounded", row: "rounded-md", page: "rounded-lg" } as const;

interface AvatarProps {
  name: string;
  /** A team or an app has a square. */
  isTeam?: boolean;
  size?: keyof typeof sizes;
  className?: string;
}

/** The initials of a person, a team or an app, next to the name. */
export function Avatar({ name, isTeam = false, size = "small", className }: AvatarProps) {
  return (
    <span
      aria-hidden="true"
      className={clsx(
        "inline-grid shrink-0 select-none place-items-center align-bottom bg-sunken font-semibold text-muted",
        sizes[size],
        isTeam ? teamCorners[size] : "rounded-full",
        className,
      )}
    >
      {getInitials(name)}
    </span>
  );
}
