import { UserCheck, UserX } from "lucide-react";
import { Badge } from "#components/ui/display/badge.tsx";
import type { InstancePersonRow } from "#lib/contract/instance/people.ts";
import { instanceTexts } from "../texts.ts";

export function StatusBadge({ status }: Pick<InstancePersonRow, "status">) {
  const isActive = status === "active";
  const Icon = isActive ? UserCheck : UserX;
  return (
    <Badge
      tone={isActive ? "plain" : "warn"}
      icon={<Icon aria-hidden="true" className={isActive ? "text-good" : undefined} />}
      className="-ml-1.5"
    >
      {instanceTexts.people.statuses[status]}
    </Badge>
  );
}
