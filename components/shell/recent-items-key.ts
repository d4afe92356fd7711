/** The entry of localStorage with what a person opened last. Signing out removes it. */
export const recentItemsKey = "byteengine.recent";
