"use client";

import type { ComponentProps, ReactNode, Ref } from "react";
import { type AppAction, findUnavailableReason } from "#components/apps/app-state.ts";
import { Button } from "#components/ui/button/button.tsx";
import { Tooltip } from "#components/ui/overlay/tooltip.tsx";
import type { AppDto } from "#lib/contract/apps/app-output.ts";

interface AppButtonProps {
  app: AppDto;
  canWrite: boolean;
  action: AppAction;
  onPress: (opener: HTMLElement) => void;
  label?: string;
  variant?: ComponentProps<typeof Button>["variant"];
  className?: string;
  ref?: Ref<HTMLButtonElement>;
  children: ReactNode;
}

/** A button of an app's page. An unavailable action stays visible with the reason. */
export function AppButton({ app, canWrite, action, onPress, label, children, ...button }: AppButtonProps) {
  const unavailableReason = findUnavailableReason(canWrite, app, action);
  const content = (
    <Button
      {...button}
      aria-label={label}
      disabled={unavailableReason !== undefined}
      onClick={(event) => onPress(event.currentTarget)}
    >
      {children}
    </Button>
  );
  return unavailableReason === undefined ? content : <Tooltip content={unavailableReason}>{content}</Tooltip>;
}
