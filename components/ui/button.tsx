import { Button as Base } from "@base-ui/react/button";
import Link from "next/link";
import type { ComponentProps } from "react";
import { mergeClasses } from "./classes.ts";
import { Spinner } from "./spinner.tsx";

const looks = {
  primary: "bg-accent text-white hover:bg-accent-strong",
  secondary: "border border-line bg-raised text-text shadow-xs hover:bg-sunken",
  quiet: "text-muted hover:bg-sunken hover:text-text",
  danger: "bg-bad-solid text-white hover:bg-bad-strong",
} as const;

export type ButtonLook = keyof typeof looks;

function buttonClasses(look: ButtonLook, className: string | undefined): string {
  return mergeClasses(
    "inline-flex h-8 shrink-0 select-none items-center justify-center gap-1.5 whitespace-nowrap rounded-md px-3 font-medium text-sm transition-colors coarse:h-11 coarse:px-4",
    "aria-disabled:cursor-not-allowed aria-disabled:opacity-55 disabled:cursor-not-allowed disabled:opacity-55",
    "[&_svg]:size-4 [&_svg]:shrink-0",
    looks[look],
    className,
  );
}

interface ButtonProps extends Omit<ComponentProps<"button">, "ref"> {
  ref?: React.Ref<HTMLButtonElement>;
  look?: ButtonLook;
  /** Shows progress and takes no second click, but keeps the focus. */
  isBusy?: boolean;
}

export function Button({
  look = "secondary",
  isBusy = false,
  disabled = false,
  className,
  children,
  type = "button",
  ...rest
}: ButtonProps) {
  return (
    <Base
      {...rest}
      type={type}
      disabled={disabled || isBusy}
      focusableWhenDisabled
      aria-busy={isBusy || undefined}
      className={buttonClasses(look, className)}
    >
      {isBusy ? <Spinner /> : null}
      {children}
    </Base>
  );
}

interface ButtonLinkProps extends ComponentProps<typeof Link> {
  look?: ButtonLook;
}

/** Goes somewhere, and looks like a button. */
export function ButtonLink({ look = "secondary", className, ...rest }: ButtonLinkProps) {
  return <Link {...rest} className={buttonClasses(look, className)} />;
}

interface IconButtonProps extends Omit<ButtonProps, "aria-label"> {
  label: string;
}

/** An icon alone; the label is its name. */
export function IconButton({ label, className, look = "quiet", ...rest }: IconButtonProps) {
  return (
    <Button
      {...rest}
      look={look}
      aria-label={label}
      className={mergeClasses("w-8 px-0 coarse:w-11 coarse:px-0", className)}
    />
  );
}
