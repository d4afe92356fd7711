"use client";

import { clsx } from "clsx";
import type { ComponentProps } from "react";
import { type ButtonLook, buttonLooks } from "./button-looks.ts";
import { Spinner } from "./spinner.tsx";
import { useIsMounted } from "./use-is-mounted.ts";

interface ButtonProps extends ComponentProps<"button"> {
  look?: ButtonLook;
  /** Shows progress and takes no second click, but keeps the focus. */
  isBusy?: boolean;
}

/** What a button that cannot be pressed does instead: it keeps the focus and its hint, and nothing happens. */
const ignoring = {
  onClick: (event: React.MouseEvent) => event.preventDefault(),
  onMouseDown: undefined,
  onPointerDown: undefined,
  onKeyDown: undefined,
};

/** Takes no press before the page's code runs either: it would be lost. */
export function Button({
  look = "secondary",
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
      {...(isIgnoring ? ignoring : {})}
      type={type}
      aria-disabled={isIgnoring || undefined}
      data-waiting={!(isMounted || disabled) || undefined}
      aria-busy={isBusy || undefined}
      className={clsx("button coarse:h-11", buttonLooks[look], className)}
    >
      {isBusy ? <Spinner /> : null}
      {children}
    </button>
  );
}

interface IconButtonProps extends Omit<ButtonProps, "aria-label"> {
  label: string;
}

/** An icon alone; the label is its name. */
export function IconButton({ label, className, look = "quiet", ...rest }: IconButtonProps) {
  return (
    <Button {...rest} look={look} aria-label={label} className={clsx("w-8 px-0 coarse:w-11", className)} />
  );
}
