/** The word our own renderer carries in its User-Agent: it must always get the app, or it would render snapshots of snapshots. */
export const RENDERER_TOKEN = 'SignpostRenderer';
