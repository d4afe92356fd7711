import { clsx } from "clsx";
import type { ComponentProps } from "react";
import { Spinner } from "./spinner.tsx";

/** The colours of each are in app/globals.css. */
export const buttonLooks = {
  primary: "button-primary",
  secondary: "button-secondary",
  quiet: "button-quiet",
  danger: "button-danger",
} as const;

export type ButtonLook = keyof typeof buttonLooks;

interface ButtonProps extends ComponentProps<"button"> {
  look?: ButtonLook;
  /** Shows progress and takes no second click, but keeps the focus. */
  isBusy?: boolean;
}

/** What a button that may not be pressed does instead: it keeps the focus and its hint, and nothing happens. */
const ignoring = {
  onClick: (event: React.MouseEvent) => event.preventDefault(),
  onMouseDown: undefined,
  onPointerDown: undefined,
  onKeyDown: undefined,
};

export function Button({
  look = "secondary",
  isBusy = false,
  disabled = false,
  className,
  children,
  type = "button",
  ...rest
}: ButtonProps) {
  const isIgnoring = disabled || isBusy;
  return (
    <button
      {...rest}
      {...(isIgnoring ? ignoring : {})}
      type={type}
      aria-disabled={isIgnoring || undefined}
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
