"use client";

import { FileCode } from "lucide-react";
import { useId } from "react";
import { appSecretPlaceholder, writeTokenCurl } from "#components/apps/token-samples.ts";
import type { AppFormPage } from "#components/apps/view-data.ts";
import { CodeFrame } from "#components/code/code-frame.tsx";
import { preClasses } from "#components/code/pre-classes.ts";
import { RevealFrame, type SecretTaking } from "#components/reveal/reveal-frame.tsx";
import { CopyButton } from "#components/ui/button/copy-button.tsx";
import type { FinalFocus } from "#components/ui/overlay/dialog-frame.tsx";
import { appActionTexts } from "./texts.ts";
import type { ShownSecret } from "./use-app-dialogs.ts";

const texts = appActionTexts.reveal;

interface AppSecretDialogProps {
  /** Null while closed. No copy of the secret is kept. */
  shown: ShownSecret | null;
  page: AppFormPage;
  onStored: () => void;
  onLeave: () => void;
  onUnmount: () => void;
  finalFocus: FinalFocus;
}

/** Shows the new secret of an app, and everything else that is needed to get a first token. */
export function AppSecretDialog({ shown, page, ...frame }: AppSecretDialogProps) {
  return (
    <RevealFrame {...frame} secret={shown?.secret ?? null} title={texts.title}>
      {(taking) =>
        shown === null ? null : (
          <TokenRequest shown={shown} tokenEndpoint={page.tokenEndpoint} taking={taking} />
        )
      }
    </RevealFrame>
  );
}

interface TokenRequestProps {
  shown: ShownSecret;
  tokenEndpoint: string;
  taking: SecretTaking;
}

function formatEnv({ app, secret }: ShownSecret, tokenEndpoint: string): string {
  return [
    `BYTEENGINE_CLIENT_ID=${app.id}`,
    `BYTEENGINE_CLIENT_SECRET=${secret}`,
    `BYTEENGINE_TOKEN_URL=${tokenEndpoint}`,
  ].join("\n");
}

function TokenRequest({ shown, tokenEndpoint, taking: { take, showCopyFailure } }: TokenRequestProps) {
  const headingId = useId();
  const { app, secret } = shown;
  const code = writeTokenCurl({ app, tokenEndpoint }, appSecretPlaceholder);
  return (
    <>
      <div>
        <CopyButton
          icon={<FileCode aria-hidden="true" />}
          getText={() => take(formatEnv(shown, tokenEndpoint))}
          onFailure={showCopyFailure}
        >
          {texts.env}
        </CopyButton>
      </div>
      <dl className="flex flex-col divide-y border-y text-sm">
        <CopiedFact label={texts.clientId} value={app.id} />
        <CopiedFact label={texts.tokenEndpoint} value={tokenEndpoint} />
      </dl>
      {app.kind === "service" ? (
        <section aria-labelledby={headingId} className="flex min-w-0 flex-col gap-2">
          <div>
            <h3 id={headingId} className="font-semibold text-sm">
              {texts.curl}
            </h3>
            <p className="mt-0.5 text-muted text-sm">{texts.curlIntro}</p>
          </div>
          <CodeFrame
            title={<span>curl</span>}
            copy={{
              label: texts.copyCurl,
              getText: (text) => take(text.replaceAll(appSecretPlaceholder, secret)),
              onFailure: showCopyFailure,
            }}
          >
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: scrollable content must be reachable by keyboard. */}
            <pre tabIndex={0} className={preClasses}>
              <code>{code}</code>
            </pre>
          </CodeFrame>
        </section>
      ) : null}
    </>
  );
}

function CopiedFact({ label, value }: { label: string; value: string }) {
  return (
    <div className="py-1.5">
      <dt className="text-muted text-xs">{label}</dt>
      <dd className="flex items-center gap-3">
        <code className="min-w-0 flex-1 font-mono text-xs [overflow-wrap:anywhere]">{value}</code>
        <CopyButton variant="quiet" className="-mt-3 h-7 shrink-0 px-2 text-xs" getText={() => value} />
      </dd>
    </div>
  );
}
