"use client";

import { Dialog as Base } from "@base-ui/react/dialog";
import { clsx } from "clsx";
import { X } from "lucide-react";
import type { ReactNode } from "react";
import { IconButton } from "#components/ui/button/button.tsx";
import {
  backdropClasses,
  descriptionClasses,
  type FinalFocus,
  handleOpenChange,
  popupClasses,
  titleClasses,
} from "./dialog-frame.tsx";

interface DialogProps {
  isOpen: boolean;
  /** Undefined while the dialog must stay open, for example until a response arrives that would be lost. */
  onClose: (() => void) | undefined;
  /** For a form with more than a few fields. */
  isWide?: boolean;
  title: ReactNode;
  description?: ReactNode;
  finalFocus?: FinalFocus;
  initialFocus?: React.RefObject<HTMLElement | null>;
  children: ReactNode;
}

/** A dialog that Esc and a click outside close. For input that can be repeated without loss. */
export function Dialog(props: DialogProps) {
  const { isOpen, onClose, isWide = false, title, description, finalFocus, initialFocus, children } = props;
  return (
    <Base.Root open={isOpen} onOpenChange={handleOpenChange(onClose)}>
      <Base.Portal>
        <Base.Backdrop className={backdropClasses} />
        <Base.Popup
          className={clsx(popupClasses, isWide ? "sm:max-w-xl" : "sm:max-w-lg")}
          finalFocus={finalFocus}
          initialFocus={initialFocus}
        >
          <header className="border-b py-3.5 pr-14 pl-5">
            <Base.Title className={titleClasses}>{title}</Base.Title>
            {description ? (
              <Base.Description className={descriptionClasses}>{description}</Base.Description>
            ) : null}
          </header>
          {children}
          {/* Last, so that the content gets the focus first. */}
          <Base.Close
            render={
              <IconButton
                label="Close"
                disabled={onClose === undefined}
                className="absolute top-2 right-2.5 coarse:top-0.5 coarse:right-1"
              >
                <X />
              </IconButton>
            }
          />
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

/** The scrolling part of a dialog. */
export function DialogBody({ children }: { children: ReactNode }) {
  return <div className="flex min-h-0 flex-1 flex-col gap-4 overflow-y-auto px-5 py-4">{children}</div>;
}

export function DialogFooter({ children }: { children: ReactNode }) {
  return (
    <footer className="flex flex-wrap items-center justify-end gap-2 border-t px-5 py-3 pb-[max(0.75rem,env(safe-area-inset-bottom))]">
      {children}
    </footer>
  );
}
