import type { Metadata } from "next";
import { galleryTexts } from "#components/gallery/texts.ts";
import { KeysSkeleton } from "#components/keys/list/keys-skeleton.tsx";

export const metadata: Metadata = { title: galleryTexts.skeleton };

/** The loading state of the API Keys page, which is too short to check in the product. */
export default function SkeletonPage() {
  return (
    <main className="px-4 py-6 sm:px-6 lg:px-8 lg:py-8">
      <KeysSkeleton />
    </main>
  );
}
