// Two packages that bring no types: as much of them as is used here.

declare module 'isbot-fast' {
  function isbot(userAgent: string): boolean;
  export = isbot;
}

declare module 'prerender-node' {
  const prerender: { crawlerUserAgents: string[] };
  export = prerender;
}
