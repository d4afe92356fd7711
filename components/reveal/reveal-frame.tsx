"use client";

import { TriangleAlert } from "lucide-react";
import { type ReactNode, type RefObject, useEffect, useRef, useState } from "react";
import { Button } from "#components/ui/button/button.tsx";
import { CopyButton } from "#components/ui/button/copy-button.tsx";
import { FieldError } from "#components/ui/form/field.tsx";
import { Dialog, DialogBody, DialogFooter } from "#components/ui/overlay/dialog.tsx";
import type { FinalFocus } from "#components/ui/overlay/dialog-frame.tsx";
import { useLast } from "#components/ui/use-last.ts";
import { revealTexts as texts } from "./texts.ts";
import { useBlockedBack, useLeaving } from "./use-leaving.ts";

/** What the rest of the dialog needs for other ways of taking the secret along. */
export interface SecretTaking {
  /** Marks the secret as copied or downloaded. Returns the text. */
  take: (text: string) => string;
  /** Selects the secret, and says so. */
  showCopyFailure: () => void;
  /** Until the secret was copied or downloaded, nothing else is offered that would lose it. */
  wasTaken: boolean;
}

interface RevealFrameProps {
  /** Null while closed. No copy of the secret is kept. */
  secret: string | null;
  title: string;
  onStored: () => void;
  /** The page is being left. The browser may restore it from its cache, which must not contain the secret. */
  onLeave: () => void;
  /** The parent of the dialog was unmounted. */
  onUnmount: () => void;
  finalFocus: FinalFocus;
  /** Below the secret. */
  children: (taking: SecretTaking) => ReactNode;
  /** At the start of the footer. */
  alternative?: (taking: SecretTaking) => ReactNode;
}

/** Shows a secret, which is possible only once. Only "I have stored it" closes the dialog. */
export function RevealFrame(props: RevealFrameProps) {
  const { secret, title, onLeave, onUnmount, finalFocus } = props;
  const copyRef = useRef<HTMLButtonElement>(null);
  const isShown = secret !== null;
  const shownTitle = useLast(isShown ? title : null);
  useLeaving({ isShown, onLeave, onUnmount });
  const isBackBlocked = useBlockedBack(isShown);
  return (
    <Dialog
      isAlert
      isOpen={isShown}
      isWide
      title={shownTitle}
      description={
        <span className="mt-2 flex items-start gap-2 rounded-md bg-warn-soft p-2.5 text-warn">
          <TriangleAlert aria-hidden="true" className="mt-0.5 size-4 shrink-0" />
          <span>{texts.warning}</span>
        </span>
      }
      initialFocus={copyRef}
      finalFocus={finalFocus}
    >
      {secret === null ? null : (
        <RevealBody {...props} secret={secret} isBackBlocked={isBackBlocked} copyRef={copyRef} />
      )}
    </Dialog>
  );
}

interface RevealBodyProps extends Pick<RevealFrameProps, "children" | "alternative" | "onStored"> {
  secret: string;
  isBackBlocked: boolean;
  copyRef: RefObject<HTMLButtonElement | null>;
}

function RevealBody(props: RevealBodyProps) {
  const { secret, isBackBlocked, copyRef, children, alternative, onStored } = props;
  const field = useRef<HTMLInputElement>(null);
  const [hasCopyFailed, setHasCopyFailed] = useState(false);
  // Set as a property instead of an attribute, so that the markup never contains the secret.
  useEffect(() => {
    const input = field.current;
    if (input !== null) input.value = secret;
    return () => {
      if (input !== null) input.value = "";
    };
  }, [secret]);

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
  const taking = { take, showCopyFailure, wasTaken };

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
        {children(taking)}
      </DialogBody>
      <DialogFooter>
        {alternative?.(taking)}
        <Button onClick={onStored} className="max-sm:w-full">
          {texts.stored}
        </Button>
      </DialogFooter>
    </>
  );
}
