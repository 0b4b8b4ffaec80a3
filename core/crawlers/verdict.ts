/** What a client that is no person is for. `other`: a crawler, by its shape, that does not say what for. */
export type Category =
  | 'search'
  | 'social'
  | 'preview'
  | 'ai-search'
  | 'ai-assistant'
  | 'ai-training'
  | 'seo'
  | 'archive'
  | 'feed'
  | 'other'
  | 'monitor'
  | 'library'
  | 'scanner'
  | 'automation';

/** What we decided about a client, and why. `prerender`: it gets the snapshot; otherwise the app. */
export interface Verdict {
  kind: 'person' | 'crawler' | 'tool';
  /** As the client wrote it: "Googlebot", "OAI-SearchBot". */
  name?: string;
  category?: Category;
  prerender: boolean;
  /**
   * The rule that decided. `renderer`: our own, which always gets the app. `settings`: the operator named it. `name`: the
   * table has its name. `maker`: all crawlers of that maker bear its name. `words`: what its name says. `home`: what the
   * address says that it gives. `address`: no name we know, and an address that says nothing of it. `unknown`: no browser, and
   * no name we know. `browser`: none of these.
   */
  reason: Reason;
}

export type Reason =
  | 'renderer'
  | 'settings'
  | 'name'
  | 'maker'
  | 'words'
  | 'home'
  | 'address'
  | 'unknown'
  | 'browser';

/** Whether a client is one of those that show a card of a page where people talk. */
export const showsCard = ({ category }: Pick<Verdict, 'category'>): boolean =>
  category === 'social' || category === 'preview';
