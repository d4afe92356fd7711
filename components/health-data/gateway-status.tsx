import { CircleCheck, CircleOff } from "lucide-react";
import { Badge } from "#components/ui/display/badge.tsx";
import type { FhirServerDto } from "#lib/contract/resources/fhir-servers.ts";
import { healthDataTexts } from "./texts.ts";

const texts = healthDataTexts.gateway;

interface GatewayStatusProps extends Pick<FhirServerDto, "gateway"> {
  /** Says what is on, where no label does. */
  isNamed?: boolean;
}

/** Whether a server's gateway is on, as a color, an icon and a word. */
export function GatewayStatus({ gateway: { enabled }, isNamed = false }: GatewayStatusProps) {
  const [on, off] = isNamed ? [texts.gatewayOn, texts.gatewayOff] : [texts.on, texts.off];
  return (
    <Badge
      // What needs no attention has no background. In a list, its icon is where those of the other badges are.
      tone={enabled ? "plain" : "neutral"}
      icon={
        enabled ? <CircleCheck aria-hidden="true" className="text-good" /> : <CircleOff aria-hidden="true" />
      }
      className={isNamed ? undefined : "-ml-1.5"}
    >
      {enabled ? on : off}
    </Badge>
  );
}
