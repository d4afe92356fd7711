import { requestTexts } from "#components/requests/texts.ts";
import type { ExplainedRequestDto } from "#lib/contract/keys/requests.ts";
import { getCredentialTexts, nameCheck } from "./credential-texts.ts";

/** The explanation as plain text. */
export function describeRequest(request: ExplainedRequestDto): string {
  const { id, at, outcome, key, address, checks, advice } = request;
  const { facts, verdicts } = requestTexts.explanation;
  const lines = [
    `${facts.requestId}: ${id}`,
    `${facts.time}: ${at}`,
    `${facts.outcome}: ${requestTexts.outcomes[outcome]} (${outcome})`,
    ...(key === null ? [] : [`${getCredentialTexts(key).name}: ${key.name ?? key.id} (${key.id})`]),
    ...(address === null ? [] : [`${facts.address}: ${address}`]),
    "",
    ...checks.map(
      ({ name, verdict, message }) => `${nameCheck(name, key)}: ${verdicts[verdict]}. ${message}`,
    ),
    ...(advice === null ? [] : ["", advice]),
  ];
  return lines.join("\n").replaceAll("`", "");
}
