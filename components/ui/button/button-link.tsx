import { clsx } from "clsx";
import type { ComponentProps } from "react";
import { Link } from "#components/ui/link.tsx";
import { type ButtonLook, buttonLooks } from "./button-variants.ts";

interface ButtonLinkProps extends ComponentProps<typeof Link> {
  look?: ButtonLook;
}

/** A link styled as a button. */
export function ButtonLink({ look = "secondary", className, ...rest }: ButtonLinkProps) {
  return <Link {...rest} className={clsx("button coarse:h-11", buttonLooks[look], className)} />;
}
