import type { ReactNode } from "react";
import { Logo } from "#components/shell/logo.tsx";

export default function AuthLayout({ children }: { children: ReactNode }) {
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-sm flex-col justify-center px-6 py-12">
      <Logo />
      {children}
    </main>
  );
}
