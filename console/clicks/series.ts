import type { Schemas } from '../../client/client.ts';

type Counts = Schemas['Counts'];

/** Who is shown as a line: people, those of them who came by a QR code, and who is none. */
export const LINES = ['people', 'scans', 'crawlers', 'previews', 'tools'] as const;
export type LineName = (typeof LINES)[number];

/** How many of them were counted. Programs are those that say so, those that do not, and who asks for the head alone. */
export const countOf: Record<LineName, (counts: Counts) => number> = {
  people: ({ clicks }) => clicks,
  scans: ({ scans }) => scans,
  crawlers: ({ crawlers }) => crawlers,
  previews: ({ previews }) => previews,
  tools: ({ tools, doubtful, heads }) => tools + doubtful + heads,
};

/** How each is drawn: in pixels drawn and left out. */
export const DASHES: Record<LineName, number[] | undefined> = {
  people: undefined,
  scans: [8, 4],
  crawlers: [2, 3],
  previews: [10, 3, 2, 3],
  tools: [1, 4],
};
