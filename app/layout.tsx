import "@fontsource-variable/inter/wght.css";
import "@fontsource-variable/jetbrains-mono/wght.css";
import "./globals.css";
import inter from "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2";

import type { Metadata, Viewport } from "next";
import { cookies } from "next/headers";
import type { ReactNode } from "react";
import { preload } from "react-dom";
import { AskAgainHost } from "#components/reauthentication/ask-again-host.tsx";
import { zoneCookie } from "#components/ui/format/zone-cookie.ts";
import { ZoneProvider } from "#components/ui/format/zone-provider.tsx";
import { Toaster } from "#components/ui/overlay/toaster.tsx";
import { readTheme, themeCookie } from "#components/ui/theme/theme.ts";

export const metadata: Metadata = {
  title: { default: "ByteEngine Console", template: "%s · ByteEngine Console" },
  description: "Generate, rotate and delete API keys for ByteEngine.",
  robots: { index: false, follow: false },
  manifest: "/manifest.webmanifest",
  icons: {
    icon: [
      // For browsers that show no SVG icons.
      { url: "/favicon.ico", sizes: "48x48" },
      { url: "/icon.svg", type: "image/svg+xml" },
    ],
    apple: "/apple-touch-icon.png",
  },
};

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  colorScheme: "light dark",
  // The canvas colors of globals.css.
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#ffffff" },
    { media: "(prefers-color-scheme: dark)", color: "#0d0e11" },
  ],
};

/** Reading the cookie also makes every page dynamic, which the content security policy's nonce requires. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const store = await cookies();
  const theme = readTheme(store.get(themeCookie)?.value);
  // Without this, the page renders in a fallback font first and shifts when this one loads.
  preload(inter, { as: "font", type: "font/woff2", crossOrigin: "anonymous" });
  return (
    <html lang="en" data-theme={theme === "system" ? undefined : theme}>
      <body className="min-h-dvh font-sans">
        <ZoneProvider stored={store.get(zoneCookie)?.value}>{children}</ZoneProvider>
        <AskAgainHost />
        <Toaster />
      </body>
    </html>
  );
}
