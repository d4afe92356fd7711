import type { ReactNode } from "react";
import { Logo } from "#components/shell/logo.tsx";

interface MessagePageProps {
  title: string;
  children: ReactNode;
  actions: ReactNode;
}

/** A page with a single message. */
export function MessagePage({ title, children, actions }: MessagePageProps) {
  return (
    <main className="mx-auto flex min-h-dvh max-w-md flex-col items-start justify-center gap-3 px-6 py-16">
      <Logo />
      <h1 className="mt-4 font-semibold text-xl">{title}</h1>
      <div className="text-pretty text-muted">{children}</div>
      <div className="mt-3 flex flex-wrap gap-2">{actions}</div>
    </main>
  );
}
