"use client";

import { AlertDialog } from "@base-ui/react/alert-dialog";
import { Dialog as Base } from "@base-ui/react/dialog";
import { clsx } from "clsx";
import { X } from "lucide-react";
import { createContext, type ReactNode, useContext, useState } from "react";
import { IconButton } from "#components/ui/button/button.tsx";
import { backdropClasses, type FinalFocus, popupClasses } from "./dialog-frame.tsx";
import { TopLayer } from "./top-layer.tsx";

/** Keeps the surrounding dialog open while true, for example until a response arrives that would be lost. */
const LockContext = createContext<(isLocked: boolean) => void>(() => undefined);

export function useDialogLock() {
  return useContext(LockContext);
}

export interface DialogProps {
  isOpen: boolean;
  /** Without it, only the dialog's own content can close it. */
  onClose?: () => void;
  /** Requires an answer: only Esc closes it, not a click outside. For what can't be repeated or undone. */
  isAlert?: boolean;
  /** For a form with more than a few fields, and for content that must fit on one line. */
  isWide?: boolean;
  /** It is itself the dialog that is shown over all others. */
  isAsking?: boolean;
  title: ReactNode;
  description?: ReactNode;
  finalFocus?: FinalFocus;
  initialFocus?: React.RefObject<HTMLElement | null>;
  children: ReactNode;
}

/** A modal dialog. Esc and a click outside close it, and so does its button. */
export function Dialog(props: DialogProps) {
  const { isOpen, onClose, isAlert = false, isWide = false, isAsking = false, ...content } = props;
  const { title, description, children, ...focus } = content;
  const [isLocked, setIsLocked] = useState(false);
  const canClose = onClose !== undefined && !isLocked;
  const Root = isAlert ? AlertDialog.Root : Base.Root;
  const change = (isOpening: boolean, details: { cancel: () => void }) => {
    if (isOpening) return;
    if (canClose) onClose();
    else details.cancel();
  };
  return (
    <Root open={isOpen} onOpenChange={change}>
      <Base.Portal>
        {/* Base UI has only one backdrop for dialogs inside each other, which would be below the first. */}
        <Base.Backdrop forceRender={isAsking} className={clsx(backdropClasses, isAsking && "z-50!")} />
        <Base.Popup {...focus} className={clsx(popupClasses, isWide ? "sm:max-w-xl" : "sm:max-w-lg")}>
          <header className={clsx("py-3.5 pl-5", isAlert ? "pr-5" : "pr-14")}>
            <Base.Title className="font-semibold text-base [overflow-wrap:anywhere]">{title}</Base.Title>
            {description ? (
              <Base.Description className="mt-1 text-muted text-sm [overflow-wrap:anywhere]">
                {description}
              </Base.Description>
            ) : null}
          </header>
          <LockContext value={setIsLocked}>{children}</LockContext>
          {isAsking ? null : <TopLayer />}
          {/* Last, so that the content gets the focus first. */}
          {isAlert ? null : (
            <Base.Close
              render={
                <IconButton
                  label="Close"
                  disabled={!canClose}
                  className="absolute top-2 right-2.5 coarse:top-0.5 coarse:right-1"
                >
                  <X />
                </IconButton>
              }
            />
          )}
        </Base.Popup>
      </Base.Portal>
    </Root>
  );
}

/** The scrolling part of a dialog. Takes no room if it is empty, as in a confirmation. */
export function DialogBody({ children }: { children: ReactNode }) {
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-4 overflow-y-auto border-t px-5 py-4 empty:hidden">
      {children}
    </div>
  );
}

export function DialogFooter({ children }: { children: ReactNode }) {
  return (
    <footer className="flex flex-wrap items-center justify-end gap-2 border-t px-5 py-3 pb-[max(0.75rem,env(safe-area-inset-bottom))]">
      {children}
    </footer>
  );
}
