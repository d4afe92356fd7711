"use client";

import { Plus } from "lucide-react";
import type { ReactNode, Ref } from "react";
import { Button } from "#components/ui/button/button.tsx";
import { Tooltip } from "#components/ui/overlay/tooltip.tsx";

interface PageActionProps {
  label: string;
  icon?: ReactNode;
  /** Why the action is disabled for this user. Undefined if it is enabled. */
  disabledReason: string | undefined;
  onPress: () => void;
  shortcut?: string;
  ref?: Ref<HTMLButtonElement>;
}

/** A page's main action. Disabled with a reason for users whose role doesn't allow it. */
export function PageAction(props: PageActionProps) {
  const { label, icon = <Plus aria-hidden="true" />, disabledReason, onPress, shortcut, ref } = props;
  const isEnabled = disabledReason === undefined;
  const button = (
    <Button ref={ref} variant="primary" disabled={!isEnabled} aria-keyshortcuts={shortcut} onClick={onPress}>
      {icon}
      {label}
    </Button>
  );
  return isEnabled ? button : <Tooltip content={disabledReason}>{button}</Tooltip>;
}
