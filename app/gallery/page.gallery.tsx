import type { Metadata } from "next";
import { GalleryView } from "#components/gallery/gallery-view.tsx";
import { galleryTexts } from "#components/gallery/texts.ts";

export const metadata: Metadata = { title: galleryTexts.title };

/** Every UI component in every state. Next includes this file only in development (next.config.js). */
export default function GalleryPage() {
  return <GalleryView now={new Date().toISOString()} />;
}
