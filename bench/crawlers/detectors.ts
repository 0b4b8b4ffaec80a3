import { classify } from '../../core/crawlers/classify.ts';
import { deciderBy, deciderOf } from '../../core/crawlers/decide.ts';
import { type Names, wholeLookup } from '../../core/crawlers/names.ts';
import { DEFAULT_POLICY } from '../../core/crawlers/policy.ts';
import { edgeSettings } from '../../infra/edge-settings.ts';

/** Answers one question: does this client get the finished page? */
export interface Detector {
  name: string;
  getsPage: (userAgent: string) => boolean;
}

/** `classify`, as the functions use it. */
export const OURS = 'Signpost';

/** One file each in bench/crawlers/detectors: what is bundled to measure speed and size. */
export const PEERS = [
  'isbot',
  'isbot-fast',
  'es6-crawler-detect',
  'crawler-user-agents',
  'device-detector-js',
  'prerender-node',
  'ua-parser-js',
] as const;

/** The other detectors, as they are installed. For those with one bit, "bot" means the page. */
export async function loadPeers(): Promise<Detector[]> {
  return Promise.all(
    PEERS.map(async name => ({
      name,
      getsPage: ((await import(`./detectors/${name}.ts`)) as Detector).getsPage,
    })),
  );
}

/** Ours, as they are shipped: with all names, and with those that travel to the edge. */
export function ownDetectors(): Detector[] {
  const atEdge = deciderOf(edgeSettings({ pageParameters: [] }).names);
  return [
    { name: OURS, getsPage: userAgent => classify(userAgent).prerender },
    { name: `${OURS}, at the edge`, getsPage: userAgent => atEdge(userAgent, DEFAULT_POLICY).prerender },
  ];
}

/** Ours with another table of names. */
export function detectorOf(name: string, names: Names): Detector {
  const decide = deciderBy(wholeLookup(names));
  return { name, getsPage: userAgent => decide(userAgent, DEFAULT_POLICY).prerender };
}
