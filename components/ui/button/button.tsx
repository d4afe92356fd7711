"use client";

import { clsx } from "clsx";
import type { ComponentProps } from "react";
import { useIsMounted } from "#components/ui/use-is-mounted.ts";
import { type ButtonVariant, buttonVariants } from "./button-variants.ts";
import { Spinner } from "./spinner.tsx";

interface ButtonProps extends ComponentProps<"button"> {
  variant?: ButtonVariant;
  /** Shows progress and ignores clicks, but keeps the focus. */
  isBusy?: boolean;
}

/** Handlers of a disabled button. It keeps the focus and its tooltip, and ignores clicks. */
const ignoreHandlers = {
  onClick: (event: React.MouseEvent) => event.preventDefault(),
  onMouseDown: undefined,
  onPointerDown: undefined,
  onKeyDown: undefined,
};

/** Also ignores clicks until the page's code runs, because they would be lost. */
export function Button({
  variant = "secondary",
  isBusy = false,
  disabled = false,
  className,
  children,
  type = "button",
  ...rest
}: ButtonProps) {
  const isMounted = useIsMounted();
  const isIgnoring = disabled || isBusy || !isMounted;
  return (
    <button
      {...rest}
      {...(isIgnoring ? ignoreHandlers : {})}
      type={type}
      aria-disabled={isIgnoring || undefined}
      data-waiting={!(isMounted || disabled) || undefined}
      aria-busy={isBusy || undefined}
      className={clsx("button coarse:h-11", buttonVariants[variant], className)}
    >
      {isBusy ? <Spinner /> : null}
      {children}
    </button>
  );
}

interface IconButtonProps extends Omit<ButtonProps, "aria-label"> {
  label: string;
}

/** A button with only an icon. The label is its accessible name. */
export function IconButton({ label, className, variant = "quiet", ...rest }: IconButtonProps) {
  return (
    <Button
      {...rest}
      variant={variant}
      aria-label={label}
      className={clsx("w-8 px-0 coarse:w-11", className)}
    />
  );
}
