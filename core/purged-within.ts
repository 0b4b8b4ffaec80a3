/**
 * How long the edges take at most to forget what they are told to. AWS promises nothing; what it has said is that invalidations take
 * from one minute to five.
 */
export const PURGED_WITHIN_SECONDS = 300;
