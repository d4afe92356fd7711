"use client";

import { clsx } from "clsx";
import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { TextField } from "#components/ui/text-field.tsx";
import { detailTexts } from "./texts.ts";

const texts = detailTexts.test;

interface SecretFieldProps {
  /** Its value is read from the element alone, so that the secret is in no state. */
  ref: React.Ref<HTMLInputElement>;
  error: string | undefined;
}

/** Takes a pasted secret and veils it. Not a password field: browsers would offer to remember it. */
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
          look="quiet"
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
