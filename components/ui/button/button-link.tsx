import { clsx } from "clsx";
import type { ComponentProps } from "react";
import { Link } from "#components/ui/link.tsx";
import { type ButtonVariant, buttonVariants } from "./button-variants.ts";

interface ButtonLinkProps extends ComponentProps<typeof Link> {
  variant?: ButtonVariant;
}

/** A link styled as a button. */
export function ButtonLink({ variant = "secondary", className, ...rest }: ButtonLinkProps) {
  return <Link {...rest} className={clsx("button coarse:h-11", buttonVariants[variant], className)} />;
}
