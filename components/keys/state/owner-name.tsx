import { clsx } from "clsx";
import { keyTexts } from "#components/keys/texts.ts";
import { Avatar } from "#components/ui/display/avatar.tsx";
import type { KeyDto } from "#lib/contract/keys/keys.ts";

interface OwnerNameProps {
  owner: KeyDto["owner"];
  userId: string;
  /** For hiding the name where only the initials fit. */
  nameClassName: string | undefined;
}

/** A person with their initials, or the team. */
export function OwnerName({ owner, userId, nameClassName }: OwnerNameProps) {
  const { id, name, type, role } = owner;
  const note = type === "team" ? keyTexts.teamOwned : id === userId ? keyTexts.you : undefined;
  const title = note === undefined ? name : `${name} (${note})`;
  return (
    <span className="flex items-center gap-1.5" title={title}>
      <Avatar name={name} isTeam={type === "team"} />
      <span className={clsx("truncate", role === null && "text-muted", nameClassName)} dir="auto">
        {name}
      </span>
    </span>
  );
}
