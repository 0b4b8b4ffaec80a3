import prerender from 'prerender-node';

/** As its `shouldShowPrerenderedPage` looks a User-Agent up, without what that does with the request's address. */
export const getsPage = (userAgent: string): boolean =>
  prerender.crawlerUserAgents.some(name => userAgent.toLowerCase().indexOf(name.toLowerCase()) !== -1);
