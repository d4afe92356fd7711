// biome-ignore-all lint/correctness/noUndeclaredDependencies: Next and React are the product's own.
import type { ReactNode } from "react";

export default function Layout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <body>{children}</body>
    </html>
  );
}
