"use client";

import { Download, FileCode, Terminal, TriangleAlert } from "lucide-react";
import { type ComponentProps, useEffect, useRef, useState } from "react";
import { insertSecret } from "#components/first-steps/secret-placeholder.ts";
import { keyActionTexts } from "#components/keys/action-texts.ts";
import { Button } from "#components/ui/button/button.tsx";
import { CopyButton } from "#components/ui/button/copy-button.tsx";
import { FieldError } from "#components/ui/form/field.tsx";
import { loadComponent } from "#components/ui/load-component.ts";
import { Dialog, DialogBody, DialogFooter } from "#components/ui/overlay/dialog.tsx";
import type { FinalFocus } from "#components/ui/overlay/dialog-frame.tsx";
import { useLast } from "#components/ui/use-last.ts";

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

interface LeaveOptions {
  isShown: boolean;
  onLeave: () => void;
  onUnmount: () => void;
}

/**
 * Asks for confirmation before the page is left while the secret is shown, and reports when it was left or unmounted.
 */
function useLeaving(leaving: LeaveOptions): void {
  const { isShown } = leaving;
  const latest = useRef(leaving);
  useEffect(() => {
    latest.current = leaving;
  });
  useEffect(() => {
    if (!isShown) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    const leave = () => latest.current.onLeave();
    addEventListener("beforeunload", warn);
    addEventListener("pagehide", leave);
    return () => {
      removeEventListener("beforeunload", warn);
      removeEventListener("pagehide", leave);
    };
  }, [isShown]);
  useEffect(() => {
    return () => {
      if (latest.current.isShown) latest.current.onUnmount();
    };
  }, []);
}

/** Whether Back was prevented while the secret was shown. Browsers allow this once, and some never. */
function useBlockedBack(isShown: boolean): boolean {
  const [isBlocked, setIsBlocked] = useState(false);
  useEffect(() => {
    if (!isShown || !("navigation" in window)) return;
    const block = (event: NavigateEvent) => {
      if (event.navigationType !== "traverse" || !event.cancelable) return;
      event.preventDefault();
      setIsBlocked(true);
    };
    navigation.addEventListener("navigate", block);
    return () => {
      navigation.removeEventListener("navigate", block);
      setIsBlocked(false);
    };
  }, [isShown]);
  return isBlocked;
}

/** Shows a secret, which is possible only once. Only "I have stored it" closes the dialog. */
export function RevealDialog(props: RevealDialogProps) {
  const { reveal, guide, onStored, onAnother, onLeave, onUnmount, finalFocus } = props;
  const copyRef = useRef<HTMLButtonElement>(null);
  const isShown = reveal !== null;
  const title = useLast(reveal?.title ?? null);
  useLeaving({ isShown, onLeave, onUnmount });
  const isBackBlocked = useBlockedBack(isShown);
  return (
    <Dialog
      isAlert
      isOpen={isShown}
      isWide
      title={title}
      description={
        <span className="mt-2 flex items-start gap-2 rounded-md bg-warn-soft p-2.5 text-warn">
          <TriangleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
          <span>{texts.warning}</span>
        </span>
      }
      initialFocus={copyRef}
      finalFocus={finalFocus}
    >
      {reveal === null ? null : (
        <RevealBody
          reveal={reveal}
          guide={guide}
          isBackBlocked={isBackBlocked}
          copyRef={copyRef}
          onStored={onStored}
          onAnother={onAnother}
        />
      )}
    </Dialog>
  );
}

interface RevealBodyProps {
  reveal: Reveal;
  guide: Guide | null;
  isBackBlocked: boolean;
  copyRef: React.RefObject<HTMLButtonElement | null>;
  onStored: () => void;
  onAnother: (() => void) | undefined;
}

function RevealBody(props: RevealBodyProps) {
  const { reveal, isBackBlocked, copyRef, onStored, onAnother } = props;
  // The page has no guide any more once the request has arrived, which is when this says so.
  const [guide] = useState(props.guide);
  const field = useRef<HTMLInputElement>(null);
  const [hasCopyFailed, setHasCopyFailed] = useState(false);
  const { secret } = reveal;
  // Set as a property instead of an attribute, so that the markup never contains the secret.
  useEffect(() => {
    const input = field.current;
    if (input !== null) input.value = secret;
    return () => {
      if (input !== null) input.value = "";
    };
  }, [secret]);

  /** Until the secret was copied or downloaded, nothing else is offered that would lose it. */
  const [wasTaken, setWasTaken] = useState(false);
  const take = (text: string) => {
    setWasTaken(true);
    return text;
  };
  const showCopyFailure = () => {
    setWasTaken(false);
    setHasCopyFailed(true);
    field.current?.select();
    field.current?.focus();
  };

  return (
    <>
      <DialogBody>
        <div className="flex flex-col gap-2 sm:flex-row">
          <input
            ref={field}
            readOnly
            aria-label={texts.secret}
            autoComplete="off"
            spellCheck={false}
            onFocus={(event) => event.currentTarget.select()}
            className="h-10 w-full min-w-0 rounded-md border border-control bg-sunken px-2.5 font-mono text-sm coarse:h-11"
          />
          <CopyButton
            ref={copyRef}
            variant="primary"
            className="h-10 min-w-24 coarse:h-11"
            getText={() => take(secret)}
            onFailure={showCopyFailure}
          >
            {texts.copy}
          </CopyButton>
        </div>
        {isBackBlocked ? <FieldError>{texts.backBlocked}</FieldError> : null}
        {hasCopyFailed ? <FieldError>{texts.copyFailed}</FieldError> : null}
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
              setWasTaken(true);
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
      </DialogBody>
      <DialogFooter>
        {onAnother !== undefined && wasTaken ? (
          <Button variant="quiet" className="mr-auto -ml-3 max-sm:m-0 max-sm:w-full" onClick={onAnother}>
            {texts.another}
          </Button>
        ) : null}
        <Button onClick={onStored} className="max-sm:w-full">
          {texts.stored}
        </Button>
      </DialogFooter>
    </>
  );
}
