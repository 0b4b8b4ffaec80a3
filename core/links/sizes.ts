/** How much a link may hold: characters, but for how many tags and rules there may be. */
export const MAX_TITLE = 300;
export const MAX_NOTE = 2000;
export const MAX_TAGS = 20;
export const MAX_TAG = 50;
export const MAX_RULES = 20;
