import { CircleCheck, CircleOff, CirclePause } from "lucide-react";
import type { ReactNode } from "react";
import { Badge, type Tone } from "#components/ui/display/badge.tsx";
import type { AppDto } from "#lib/contract/apps/app-output.ts";
import { appTexts } from "./texts.ts";

const styles: Record<AppDto["status"], { tone: Tone; icon: ReactNode }> = {
  // What needs no attention has no background. The icon is where those of the other badges are.
  active: { tone: "plain", icon: <CircleCheck aria-hidden="true" className="text-good" /> },
  disabled: { tone: "neutral", icon: <CirclePause aria-hidden="true" /> },
  deleted: { tone: "neutral", icon: <CircleOff aria-hidden="true" /> },
};

/** An app's status as a color, an icon and a word. */
export function AppStatus({ status }: Pick<AppDto, "status">) {
  return (
    <Badge {...styles[status]} className="-ml-1.5">
      {appTexts.statuses[status]}
    </Badge>
  );
}
