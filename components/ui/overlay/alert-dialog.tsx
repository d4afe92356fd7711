"use client";

import { AlertDialog as Base } from "@base-ui/react/alert-dialog";
import { clsx } from "clsx";
import type { ReactNode } from "react";
import {
  backdropClasses,
  descriptionClasses,
  type FinalFocus,
  handleOpenChange,
  popupClasses,
  titleClasses,
} from "./dialog-frame.tsx";

interface AlertDialogProps {
  isOpen: boolean;
  /** Called on Esc. Without it, only the dialog's own content can close it. */
  onClose?: () => void;
  /** For content that must fit on one line. */
  isWide?: boolean;
  title: ReactNode;
  description?: ReactNode;
  finalFocus?: FinalFocus;
  initialFocus?: React.RefObject<HTMLElement | null>;
  children: ReactNode;
}

/** A dialog that requires an answer, so a click outside does not close it. */
export function AlertDialog(props: AlertDialogProps) {
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
          <header className="px-5 pt-4">
            <Base.Title className={titleClasses}>{title}</Base.Title>
            {description ? (
              <Base.Description className={descriptionClasses}>{description}</Base.Description>
            ) : null}
          </header>
          {children}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
