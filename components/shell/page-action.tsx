"use client";

import { Plus } from "lucide-react";
import type { ReactNode, Ref } from "react";
import { Button } from "#components/ui/button.tsx";
import { Tooltip } from "#components/ui/tooltip.tsx";

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
  const mayPress = refusal === undefined;
  const button = (
    <Button ref={ref} look="primary" disabled={!mayPress} aria-keyshortcuts={shortcut} onClick={onPress}>
      {icon}
      {label}
    </Button>
  );
  return mayPress ? button : <Tooltip content={refusal}>{button}</Tooltip>;
}
