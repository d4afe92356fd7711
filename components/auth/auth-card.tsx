import type { ReactNode } from "react";
import { Link } from "#components/ui/link.tsx";

export interface AuthCardProps {
  title: string;
  intro: string;
  /** The link to the other form: sign up or sign in. */
  other?: { question: string; label: string; href: string };
  children: ReactNode;
}

export function AuthCard({ title, intro, other, children }: AuthCardProps) {
  return (
    <>
      <h1 className="mt-6 font-semibold text-xl">{title}</h1>
      <p className="mt-1 mb-6 text-pretty text-muted text-sm">{intro}</p>
      {children}
      {other === undefined ? null : (
        <p className="mt-6 text-muted text-sm">
          {other.question}{" "}
          <Link
            href={other.href}
            className="font-medium text-accent-text underline underline-offset-2 hover:no-underline"
          >
            {other.label}
          </Link>
        </p>
      )}
    </>
  );
}
