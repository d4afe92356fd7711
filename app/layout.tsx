import "@fontsource-variable/inter/wght.css";
import "@fontsource-variable/jetbrains-mono/wght.css";
import "./globals.css";
import inter from "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2";

import type { Metadata, Viewport } from "next";
import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { preload } from "react-dom";
import { readTheme, themeCookie } from "#components/ui/theme.ts";
import { Toaster } from "#components/ui/toaster.tsx";

export const metadata: Metadata = {
  title: { default: "ByteEngine Console", template: "%s · ByteEngine Console" },
  description: "API keys for ByteEngine: issue, rotate and revoke them.",
  robots: { index: false, follow: false },
};

export const viewport: Viewport = { width: "device-width", initialScale: 1, colorScheme: "light dark" };

/** Reading the cookie also makes every page dynamic, which the nonce of the content security policy needs. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const theme = readTheme((await cookies()).get(themeCookie)?.value);
  // Without it the page is drawn in another font first, and moves when this one is there.
  preload(inter, { as: "font", type: "font/woff2", crossOrigin: "anonymous" });
  return (
    <html lang="en" data-theme={theme === "system" ? undefined : theme}>
      <body className="min-h-dvh font-sans">
        {children}
        <Toaster />
      </body>
    </html>
  );
}
