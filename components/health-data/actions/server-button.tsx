"use client";

import type { ReactNode, Ref } from "react";
import { Button } from "#components/ui/button/button.tsx";
import { Tooltip } from "#components/ui/overlay/tooltip.tsx";
import { useServerActions } from "./server-actions.tsx";
import type { ServerDialogKind } from "./use-server-dialogs.ts";

interface ServerButtonProps {
  opens: ServerDialogKind;
  /** Why the viewer can't do this. Undefined if they can. */
  disabledReason: string | undefined;
  className?: string;
  ref?: Ref<HTMLButtonElement>;
  children: ReactNode;
}

/** Opens a dialog of a server's page. An unavailable action stays visible with the reason. */
export function ServerButton({ opens, disabledReason, children, ...button }: ServerButtonProps) {
  const dialogs = useServerActions();
  const content = (
    <Button
      {...button}
      disabled={disabledReason !== undefined}
      onClick={(event) => dialogs.show({ kind: opens }, event.currentTarget)}
    >
      {children}
    </Button>
  );
  return disabledReason === undefined ? content : <Tooltip content={disabledReason}>{content}</Tooltip>;
}
