import "@fontsource-variable/inter/wght.css";
import "@fontsource-variable/jetbrains-mono/wght.css";
import "./globals.css";
import inter from "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2";

import type { Metadata, Viewport } from "next";
import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { preload } from "react-dom";
import { Toaster } from "#components/ui/overlay/toaster.tsx";
import { readTheme, themeCookie } from "#components/ui/theme/theme.ts";

export const metadata: Metadata = {
  title: { default: "ByteEngine Console", template: "%s · ByteEngine Console" },
  description: "Generate, rotate and delete API keys for ByteEngine.",
  robots: { index: false, follow: false },
  manifest: "/manifest.webmanifest",
  icons: { icon: "/icon.svg", apple: "/apple-touch-icon.png" },
};

export const viewport: Viewport = { width: "device-width", initialScale: 1, colorScheme: "light dark" };

/** Reading the cookie also makes every page dynamic, which the content security policy's nonce requires. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const theme = readTheme((await cookies()).get(themeCookie)?.value);
  // Without this, the page renders in a fallback font first and shifts when this one loads.
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
