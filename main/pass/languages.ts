/**
 * The languages of the screens (BCP 47). Another one is a file of words in `renderer/words`, its line there and its
 * line here; the compiler names whatever is missing.
 */
export const LANGUAGES = ['en', 'zh-Hant', 'zh-Hans'] as const;

export type Language = (typeof LANGUAGES)[number];
