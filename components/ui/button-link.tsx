import { clsx } from "clsx";
import type { ComponentProps } from "react";
import { type ButtonLook, buttonLooks } from "./button-looks.ts";
import { Link } from "./link.tsx";

interface ButtonLinkProps extends ComponentProps<typeof Link> {
  look?: ButtonLook;
}

/** A link styled as a button. */
export function ButtonLink({ look = "secondary", className, ...rest }: ButtonLinkProps) {
  return <Link {...rest} className={clsx("button coarse:h-11", buttonLooks[look], className)} />;
}
