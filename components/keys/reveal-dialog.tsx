"use client";

import { Download, FileCode, Terminal, TriangleAlert } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { AlertDialog } from "#components/ui/alert-dialog.tsx";
import { Button } from "#components/ui/button.tsx";
import { CopyButton } from "#components/ui/copy-button.tsx";
import { DialogBody, DialogFooter } from "#components/ui/dialog.tsx";
import type { FinalFocus } from "#components/ui/dialog-frame.tsx";
import { FieldError } from "#components/ui/field.tsx";
import { useLast } from "#components/ui/use-last.ts";
import { keyActionTexts } from "./action-texts.ts";

const texts = keyActionTexts.reveal;

export interface Reveal {
  title: string;
  keyName: string;
  secret: string;
}

interface RevealDialogProps {
  /** Null: closed, and nothing of the secret is left. */
  reveal: Reveal | null;
  onStored: () => void;
  /** The page is being left: it may come back from the browser's cache, but not with the secret. */
  onLeave: () => void;
  /** What the dialog belongs to was taken away beneath it. */
  onUnmount: () => void;
  finalFocus: FinalFocus;
}

function formatCurl(secret: string): string {
  return `curl ${location.origin}/v1/api/me -H "Authorization: Bearer ${secret}"`;
}

function formatEnv(secret: string): string {
  return `BYTEENGINE_API_KEY=${secret}`;
}

/** A file named after the key, with the one line in it. */
function downloadEnv({ keyName, secret }: Reveal): void {
  const url = URL.createObjectURL(new Blob([`${formatEnv(secret)}\n`], { type: "text/plain" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = `${keyName.replace(/[^\p{L}\p{N}._-]+/gu, "-").slice(0, 60) || "api-key"}.env.txt`;
  link.click();
  URL.revokeObjectURL(url);
}

interface Leaving {
  isShown: boolean;
  onLeave: () => void;
  onUnmount: () => void;
}

/** Asks before the page is left while the secret is shown, and calls back once it is, or once it gives way to another. */
function useLeaving(leaving: Leaving): void {
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

/** Whether Back was held up while the secret was shown. Browsers allow it once, and some not at all. */
function useHeldBack(isShown: boolean): boolean {
  const [isHeld, setIsHeld] = useState(false);
  useEffect(() => {
    if (!isShown || !("navigation" in window)) return;
    const hold = (event: NavigateEvent) => {
      if (event.navigationType !== "traverse" || !event.cancelable) return;
      event.preventDefault();
      setIsHeld(true);
    };
    navigation.addEventListener("navigate", hold);
    return () => {
      navigation.removeEventListener("navigate", hold);
      setIsHeld(false);
    };
  }, [isShown]);
  return isHeld;
}

/** Shows a secret the one time it can be shown. Only "I have stored it" closes it. */
export function RevealDialog(props: RevealDialogProps) {
  const { reveal, onStored, onLeave, onUnmount, finalFocus } = props;
  const copyRef = useRef<HTMLButtonElement>(null);
  const isShown = reveal !== null;
  const title = useLast(reveal?.title ?? null);
  useLeaving({ isShown, onLeave, onUnmount });
  const isHeld = useHeldBack(isShown);
  return (
    <AlertDialog
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
        <RevealBody reveal={reveal} isHeld={isHeld} copyRef={copyRef} onStored={onStored} />
      )}
    </AlertDialog>
  );
}

interface RevealBodyProps {
  reveal: Reveal;
  isHeld: boolean;
  copyRef: React.RefObject<HTMLButtonElement | null>;
  onStored: () => void;
}

function RevealBody({ reveal, isHeld, copyRef, onStored }: RevealBodyProps) {
  const field = useRef<HTMLInputElement>(null);
  const [isCopyRefused, setIsCopyRefused] = useState(false);
  const { secret } = reveal;
  // As a property and never as an attribute, so the secret is in no markup.
  useEffect(() => {
    const input = field.current;
    if (input !== null) input.value = secret;
    return () => {
      if (input !== null) input.value = "";
    };
  }, [secret]);

  const refuse = () => {
    setIsCopyRefused(true);
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
            look="primary"
            className="h-10 min-w-24 coarse:h-11"
            getText={() => secret}
            onFailure={refuse}
          >
            {texts.copy}
          </CopyButton>
        </div>
        {isHeld ? <FieldError>{texts.heldBack}</FieldError> : null}
        {isCopyRefused ? <FieldError>{texts.copyFailed}</FieldError> : null}
        <div className="flex flex-wrap gap-2">
          <CopyButton
            icon={<FileCode aria-hidden="true" />}
            getText={() => formatEnv(secret)}
            onFailure={refuse}
          >
            {texts.env}
          </CopyButton>
          <CopyButton
            icon={<Terminal aria-hidden="true" />}
            getText={() => formatCurl(secret)}
            onFailure={refuse}
          >
            {texts.curl}
          </CopyButton>
          <Button onClick={() => downloadEnv(reveal)}>
            <Download aria-hidden="true" />
            {texts.download}
          </Button>
        </div>
      </DialogBody>
      <DialogFooter>
        <Button onClick={onStored} className="max-sm:w-full">
          {texts.stored}
        </Button>
      </DialogFooter>
    </>
  );
}
