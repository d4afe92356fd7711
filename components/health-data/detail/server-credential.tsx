"use client";

import { TriangleAlert } from "lucide-react";
import { CodeBlock } from "#components/ui/display/code-block.tsx";
import { Fact, Facts } from "#components/ui/display/facts.tsx";
import { Section } from "#components/ui/display/section.tsx";
import { Time } from "#components/ui/format/time.tsx";
import type { FhirCredentialDto } from "#lib/contract/resources/fhir-gateway.ts";
import { ServerButton } from "../actions/server-button.tsx";
import type { ServerPageData } from "../view-data.ts";
import { SettingRow } from "./setting-row.tsx";
import { serverTexts } from "./texts.ts";

const texts = serverTexts.credential;

/** How the gateway authenticates at the server, without anything secret. */
export function ServerCredential({ page: { server, can } }: { page: ServerPageData }) {
  const { credential } = server;
  const disabledReason = can.manageGateway ? undefined : serverTexts.needsAdmin;
  return (
    <Section id="credential" title={texts.title} intro={texts.intro}>
      {credential?.isUsable === false ? <UnusableNotice /> : null}
      <div className="flex flex-col divide-y rounded-lg border">
        <SettingRow
          title={credential === null ? texts.none : texts.kinds[credential.kind]}
          text={describe(credential)}
          action={
            <>
              <ServerButton opens="setCredential" disabledReason={disabledReason} className="max-sm:flex-1">
                {nameAction(credential)}
              </ServerButton>
              {credential === null ? null : (
                <ServerButton
                  opens="removeCredential"
                  disabledReason={disabledReason}
                  className="max-sm:flex-1"
                >
                  {texts.remove}
                </ServerButton>
              )}
            </>
          }
        />
        {credential?.kind === "backend-services" && credential.isUsable ? (
          <BackendServices credential={credential} />
        ) : null}
      </div>
    </Section>
  );
}

function nameAction(credential: FhirCredentialDto | null): string {
  if (credential === null) return texts.set;
  return credential.isUsable ? texts.replace : texts.setAgain;
}

function describe(credential: FhirCredentialDto | null) {
  if (credential === null) return texts.noneText;
  return (
    <>
      {texts.setAt} <Time at={credential.createdAt} />.{" "}
      {credential.kind === "backend-services" ? texts.keyText : texts.secret}
    </>
  );
}

function UnusableNotice() {
  return (
    <div className="mb-3 flex items-start gap-2.5 rounded-lg bg-warn-soft px-4 py-2.5 text-sm text-warn">
      <TriangleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
      <p className="min-w-0">
        <strong className="font-medium">{texts.unusable}</strong> {texts.unusableText}
      </p>
    </div>
  );
}

/** What the server's administrators need to know: the client, and the public key to register for it. Only while that key is used. */
function BackendServices({ credential }: { credential: FhirCredentialDto }) {
  const { clientId, scopes, tokenUrl, jwks } = credential;
  return (
    <div className="flex flex-col gap-4 p-4">
      <Facts columns={2}>
        <Fact label={texts.clientId}>
          <code className="font-mono text-xs">{clientId}</code>
        </Fact>
        <Fact label={texts.scopes}>
          <code className="font-mono text-xs">{scopes}</code>
        </Fact>
        <Fact label={texts.tokenUrl} className="col-span-full">
          {tokenUrl === null ? texts.discovered : <code className="font-mono text-xs">{tokenUrl}</code>}
        </Fact>
      </Facts>
      {jwks === null ? null : (
        <div className="min-w-0">
          <h3 className="font-medium text-sm">{texts.publicKey}</h3>
          <p className="mt-0.5 mb-2 text-muted text-sm [overflow-wrap:anywhere]">
            {texts.publicKeyText(clientId ?? "")}
          </p>
          <CodeBlock label={texts.jwks} code={JSON.stringify(jwks, null, 2)} />
        </div>
      )}
    </div>
  );
}
