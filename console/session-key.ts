/** Where the API key is kept for as long as a tab lives: sessionStorage, under this name. */
export const SESSION_KEY = 'signpost.key';
