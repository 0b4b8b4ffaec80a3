/**
 * The item of sessionStorage that holds the API key. It is kept for the tab alone: whoever opens another one, or this one after it
 * was closed, signs in anew.
 */
export const SESSION_KEY = 'signpost.key';
