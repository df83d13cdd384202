/**
 * The one date of every file in a package, in seconds since 1970, so that two builds of one source are the same
 * bytes: `SOURCE_DATE_EPOCH` (reproducible-builds.org) where it is set, else the first day that a zip can name.
 */
export const PACKAGE_DATE_S = Number(process.env.SOURCE_DATE_EPOCH ?? 315_532_800);
