"use client";

import { Plus } from "lucide-react";
import type { ReactNode, Ref } from "react";
import { Button } from "#components/ui/button.tsx";
import { Tooltip } from "#components/ui/tooltip.tsx";
import { useIsMounted } from "#components/ui/use-is-mounted.ts";

interface PageActionProps {
  label: string;
  icon?: ReactNode;
  /** Why this person may not; undefined: they may. */
  refusal: string | undefined;
  onPress: () => void;
  shortcut?: string;
  ref?: Ref<HTMLButtonElement>;
}

/** Stays in sight of those who may not, and says whom to ask. */
export function PageAction(props: PageActionProps) {
  const { label, icon = <Plus aria-hidden="true" />, refusal, onPress, shortcut, ref } = props;
  const isMounted = useIsMounted();
  const mayPress = refusal === undefined;
  const button = (
    <Button
      ref={ref}
      look="primary"
      disabled={!mayPress}
      // Not drawn as disabled: it is so for the blink of an eye before the page's code runs.
      aria-disabled={!isMounted || !mayPress || undefined}
      aria-keyshortcuts={shortcut}
      onClick={onPress}
      className={mayPress ? "aria-disabled:opacity-100" : undefined}
    >
      {icon}
      {label}
    </Button>
  );
  return mayPress ? button : <Tooltip content={refusal}>{button}</Tooltip>;
}
