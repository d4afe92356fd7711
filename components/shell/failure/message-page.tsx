import type { ReactNode } from "react";
import { Logo } from "#components/shell/logo.tsx";

interface MessageProps {
  title: string;
  children: ReactNode;
  actions: ReactNode;
}

/** A message in place of a page's content, inside the frame. */
export function Message({ title, children, actions }: MessageProps) {
  return (
    <div className="flex max-w-md flex-col items-start gap-3">
      <h1 className="font-semibold text-xl [overflow-wrap:anywhere]">{title}</h1>
      <div className="text-pretty text-muted">{children}</div>
      <div className="mt-3 flex flex-wrap gap-2">{actions}</div>
    </div>
  );
}

/** A page with a single message. */
export function MessagePage(message: MessageProps) {
  return (
    <main className="mx-auto flex min-h-dvh max-w-md flex-col items-start justify-center gap-7 px-6 py-16">
      <Logo />
      <Message {...message} />
    </main>
  );
}
