"use client";

import { Download, FileCode, Terminal } from "lucide-react";
import { type ComponentProps, useState } from "react";
import { insertSecret } from "#components/first-steps/secret-placeholder.ts";
import { keyActionTexts } from "#components/keys/action-texts.ts";
import { RevealFrame, type SecretTaking } from "#components/reveal/reveal-frame.tsx";
import { Button } from "#components/ui/button/button.tsx";
import { CopyButton } from "#components/ui/button/copy-button.tsx";
import { loadComponent } from "#components/ui/load-component.ts";
import type { FinalFocus } from "#components/ui/overlay/dialog-frame.tsx";

const texts = keyActionTexts.reveal;

const FirstRequest = loadComponent(
  async () => (await import("#components/first-steps/first-request.tsx")).FirstRequest,
);

export interface Reveal {
  title: string;
  keyName: string;
  secret: string;
}

type Guide = Pick<ComponentProps<typeof FirstRequest>, "samples" | "createdKey" | "teamSlug">;

interface RevealDialogProps {
  /** Null while closed. No copy of the secret is kept. */
  reveal: Reveal | null;
  /** Also shows how to send a request with the key. Null for most keys. */
  guide: Guide | null;
  onStored: () => void;
  /** Generates another key like this one. Undefined if this is not a new key. */
  onAnother: (() => void) | undefined;
  /** The page is being left. The browser may restore it from its cache, which must not contain the secret. */
  onLeave: () => void;
  /** The parent of the dialog was unmounted. */
  onUnmount: () => void;
  finalFocus: FinalFocus;
}

function formatCurl(secret: string): string {
  return `curl ${location.origin}/v1/api/me -H "Authorization: Bearer ${secret}"`;
}

function formatEnv(secret: string): string {
  return `BYTEENGINE_API_KEY=${secret}`;
}

/** Downloads a file named after the key that contains the .env line. */
function downloadEnv({ keyName, secret }: Reveal): void {
  const url = URL.createObjectURL(new Blob([`${formatEnv(secret)}\n`], { type: "text/plain" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = `${keyName.replace(/[^\p{L}\p{N}._-]+/gu, "-").slice(0, 60) || "api-key"}.env.txt`;
  link.click();
  URL.revokeObjectURL(url);
}

/** Shows the secret of a key. */
export function RevealDialog({ reveal, guide, onAnother, ...frame }: RevealDialogProps) {
  return (
    <RevealFrame
      {...frame}
      secret={reveal?.secret ?? null}
      title={reveal?.title ?? ""}
      alternative={({ wasTaken }) =>
        onAnother !== undefined && wasTaken ? (
          <Button variant="quiet" className="mr-auto -ml-3 max-sm:m-0 max-sm:w-full" onClick={onAnother}>
            {texts.another}
          </Button>
        ) : null
      }
    >
      {(taking) => (reveal === null ? null : <OtherForms reveal={reveal} guide={guide} taking={taking} />)}
    </RevealFrame>
  );
}

interface OtherFormsProps {
  reveal: Reveal;
  guide: Guide | null;
  taking: SecretTaking;
}

/** Other forms in which the secret can be taken along. */
function OtherForms({ reveal, taking: { take, showCopyFailure }, ...props }: OtherFormsProps) {
  // The page has no guide any more once the request has arrived, which is when this says so.
  const [guide] = useState(props.guide);
  const { secret } = reveal;
  return (
    <>
      <div className="flex flex-wrap gap-2">
        <CopyButton
          icon={<FileCode aria-hidden="true" />}
          getText={() => take(formatEnv(secret))}
          onFailure={showCopyFailure}
        >
          {texts.env}
        </CopyButton>
        {/* The guide has a command of its own. */}
        {guide === null ? (
          <CopyButton
            icon={<Terminal aria-hidden="true" />}
            getText={() => take(formatCurl(secret))}
            onFailure={showCopyFailure}
          >
            {texts.curl}
          </CopyButton>
        ) : null}
        <Button
          onClick={() => {
            downloadEnv(reveal);
            take(secret);
          }}
        >
          <Download aria-hidden="true" />
          {texts.download}
        </Button>
      </div>
      {guide === null ? null : (
        <FirstRequest
          {...guide}
          insertSecret={(code) => take(insertSecret(code, secret))}
          onCopyFailure={showCopyFailure}
        />
      )}
    </>
  );
}
