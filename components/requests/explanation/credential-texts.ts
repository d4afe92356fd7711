import { isAppId } from "#components/keys/key-path.ts";
import { requestTexts } from "#components/requests/texts.ts";
import type { RequestCheckDto, RequestDto } from "#lib/contract/keys/requests.ts";

const { explanation } = requestTexts;

type Credential = RequestDto["key"];

function isApp(key: Credential): boolean {
  return key !== null && isAppId(key.id);
}

/** The texts about the key of a request, or about the app whose token was sent. */
export function getCredentialTexts(key: Credential) {
  return isApp(key) ? explanation.ofApp : explanation.ofKey;
}

export function nameCheck(check: RequestCheckDto["name"], key: Credential): string {
  return check === "key" && isApp(key) ? explanation.token : explanation.checkNames[check];
}
