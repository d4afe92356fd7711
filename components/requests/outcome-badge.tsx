import { CircleCheck, CircleX } from "lucide-react";
import { Badge } from "#components/ui/display/badge.tsx";
import type { RequestDto } from "#lib/contract/keys/requests.ts";
import { requestTexts } from "./texts.ts";

/** Rejections stand out; accepted requests are quiet. */
export function OutcomeBadge({ outcome }: { outcome: RequestDto["outcome"] }) {
  const label = requestTexts.outcomes[outcome];
  if (outcome !== "VALID") {
    return (
      <Badge tone="bad" icon={<CircleX aria-hidden="true" />}>
        {label}
      </Badge>
    );
  }
  return (
    <span className="inline-flex items-center gap-1 px-1.5 py-0.5 align-middle font-medium text-xs">
      <CircleCheck aria-hidden="true" className="size-3.5 shrink-0 text-good" />
      {label}
    </span>
  );
}
