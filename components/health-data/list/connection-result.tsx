import { CircleCheck, CircleX } from "lucide-react";
import { Badge } from "#components/ui/display/badge.tsx";
import type { FhirConnectionDto } from "#lib/contract/resources/fhir-servers.ts";
import { type ApiResult, describeFailure } from "../../api-failure.ts";
import { healthDataTexts } from "../texts.ts";

const texts = healthDataTexts.test;

function Outcome({ isOk, children }: { isOk: boolean; children: string }) {
  return (
    <span className="block">
      <Badge
        tone={isOk ? "good" : "bad"}
        icon={isOk ? <CircleCheck aria-hidden="true" /> : <CircleX aria-hidden="true" />}
      >
        {isOk ? texts.connected : texts.failed}
      </Badge>
      <span className="mt-1 block text-muted text-xs leading-5 [overflow-wrap:anywhere]">{children}</span>
    </span>
  );
}

function describe({ ok, message, software, fhirVersion, durationMs }: FhirConnectionDto): string {
  return ok && fhirVersion !== null ? texts.found(software, fhirVersion, durationMs) : message;
}

interface ConnectionResultProps {
  result: ApiResult<FhirConnectionDto> | null;
  /** Leaves out what the server says about itself, because it is shown below. */
  isShort?: boolean;
}

/** The result of a connection test. Screen readers announce it. */
export function ConnectionResult({ result, isShort = false }: ConnectionResultProps) {
  return (
    <span role="status" className="block">
      {result?.isOk ? (
        <Outcome isOk={result.data.ok}>
          {isShort && result.data.ok ? texts.responded(result.data.durationMs) : describe(result.data)}
        </Outcome>
      ) : null}
      {result?.isOk === false ? <Outcome isOk={false}>{describeFailure(result.failure)}</Outcome> : null}
    </span>
  );
}
