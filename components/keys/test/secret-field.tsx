"use client";

import { clsx } from "clsx";
import { useState } from "react";
import { detailTexts } from "#components/keys/detail/texts.ts";
import { Button } from "#components/ui/button/button.tsx";
import { TextField } from "#components/ui/form/text-field.tsx";

const texts = detailTexts.test;

interface SecretFieldProps {
  /** The value is read only from the element, so that no React state contains the secret. */
  ref: React.Ref<HTMLInputElement>;
  error: string | undefined;
}

/** Masks a pasted secret. Not a password field, because browsers would offer to save it. */
export function SecretField({ ref, error }: SecretFieldProps) {
  const [isShown, setIsShown] = useState(false);
  return (
    <TextField
      ref={ref}
      label={texts.key}
      className={clsx("font-mono", !isShown && "[-webkit-text-security:disc]")}
      placeholder="be_…"
      autoComplete="off"
      autoCapitalize="none"
      spellCheck={false}
      maxLength={200}
      hint={texts.keyHint}
      error={error}
      end={
        <Button
          variant="quiet"
          className="h-7 px-2 text-xs"
          aria-pressed={isShown}
          onClick={() => setIsShown(!isShown)}
        >
          {isShown ? texts.hide : texts.show}
        </Button>
      }
    />
  );
}
