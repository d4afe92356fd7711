"use client";

import { Check, Copy } from "lucide-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { Button } from "./button.tsx";
import type { ButtonVariant } from "./button-variants.ts";
import { copyText } from "./copy-text.ts";

const shownMs = 4000;

interface CopyButtonProps {
  /** Called on click, so that a secret is not held in a prop. */
  getText: () => string;
  variant?: ButtonVariant;
  icon?: ReactNode;
  onFailure?: () => void;
  className?: string;
  children?: ReactNode;
  ref?: React.Ref<HTMLButtonElement>;
}

/** Copies text and shows "Copied" for a moment. */
export function CopyButton(props: CopyButtonProps) {
  const { getText, variant, icon, onFailure, className, children = "Copy", ref } = props;
  const [isCopied, setIsCopied] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  const copy = async (button: HTMLElement) => {
    const container = button.closest<HTMLElement>('[role="dialog"], [role="alertdialog"]') ?? document.body;
    const isDone = await copyText(getText(), container);
    if (!isDone) return onFailure?.();
    setIsCopied(true);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setIsCopied(false), shownMs);
  };

  return (
    <>
      <Button
        ref={ref}
        variant={variant}
        className={className}
        onClick={(event) => copy(event.currentTarget)}
      >
        {isCopied ? <Check aria-hidden="true" /> : (icon ?? <Copy aria-hidden="true" />)}
        {isCopied ? "Copied" : children}
      </Button>
      <span role="status" className="sr-only">
        {isCopied ? "Copied to the clipboard" : ""}
      </span>
    </>
  );
}
