"use client";

import { requestTexts } from "#components/requests/texts.ts";
import { CopyButton } from "#components/ui/button/copy-button.tsx";
import type { ExplainedRequestDto } from "#lib/contract/keys/requests.ts";
import { describeRequest } from "./describe-request.ts";

/** Copies the explanation as text, for a message to a colleague. */
export function CopyDetails({ request }: { request: ExplainedRequestDto }) {
  return (
    <CopyButton variant="quiet" getText={() => describeRequest(request)}>
      {requestTexts.explanation.copy}
    </CopyButton>
  );
}
