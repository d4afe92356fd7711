import { clsx } from "clsx";
import { keyTexts } from "#components/keys/texts.ts";
import type { KeyDto } from "#lib/contract/keys/keys.ts";

interface OwnerNameProps {
  owner: KeyDto["owner"];
  userId: string;
  /** For hiding the name where only the initials fit. */
  nameClassName: string | undefined;
}

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

/** A person with their initials, or the team. */
export function OwnerName({ owner, userId, nameClassName }: OwnerNameProps) {
  const { id, name, type, role } = owner;
  const note = type === "team" ? keyTexts.teamOwned : id === userId ? keyTexts.you : undefined;
  const title = note === undefined ? name : `${name} (${note})`;
  return (
    <span className="flex items-center gap-1.5" title={title}>
      <span
        aria-hidden="true"
        className={clsx(
          "grid size-5 shrink-0 place-items-center bg-sunken font-semibold text-[0.625rem] text-muted",
          type === "team" ? "rounded" : "rounded-full",
        )}
      >
        {getInitials(name)}
      </span>
      <span className={clsx("truncate", role === null && "text-muted", nameClassName)} dir="auto">
        {name}
      </span>
    </span>
  );
}
