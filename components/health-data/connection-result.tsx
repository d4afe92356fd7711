import { CircleCheck, CircleX } from "lucide-react";
import { Badge } from "#components/ui/display/badge.tsx";
import type { FhirConnectionDto } from "#lib/contract/resources/fhir-servers.ts";
import { describeFailure } from "../api-client.ts";
import { healthDataTexts } from "./texts.ts";
import type { ConnectionTest } from "./use-connection-test.ts";

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

/** The result of a connection test. Screen readers announce it. */
export function ConnectionResult({ test }: { test: ConnectionTest }) {
  const { result, failure } = test;
  return (
    <span role="status" className="block">
      {result === null ? null : <Outcome isOk={result.ok}>{describe(result)}</Outcome>}
      {failure === null ? null : <Outcome isOk={false}>{describeFailure(failure)}</Outcome>}
    </span>
  );
}
