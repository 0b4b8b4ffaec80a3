export const ssr = false;
export const trailingSlash = globalThis.SETTING;
