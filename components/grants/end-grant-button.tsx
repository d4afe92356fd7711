"use client";

import { Button } from "#components/ui/button/button.tsx";
import { Tooltip } from "#components/ui/overlay/tooltip.tsx";
import { usePassFocus } from "#components/ui/use-pass-focus.ts";
import { grantTexts as texts } from "./texts.ts";

interface EndGrantButtonProps {
  /** The app, or the person. */
  name: string;
  /** Why the viewer can't end it. Undefined if they can. */
  disabledReason?: string | undefined;
  onPress: (opener: HTMLElement) => void;
}

/** The button leaves the page once the access has ended. */
export function EndGrantButton({ name, disabledReason, onPress }: EndGrantButtonProps) {
  const button = (
    <Button
      ref={usePassFocus<HTMLButtonElement>()}
      aria-label={texts.endOf(name)}
      disabled={disabledReason !== undefined}
      onClick={(event) => onPress(event.currentTarget)}
    >
      {texts.end}
    </Button>
  );
  return disabledReason === undefined ? button : <Tooltip content={disabledReason}>{button}</Tooltip>;
}
