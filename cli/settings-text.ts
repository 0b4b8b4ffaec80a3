import type { Schemas } from '../client/client.ts';
import { facts } from './output/output.ts';

type Settings = Schemas['Settings'];

/** The settings in force, for people: what goes without saying is left out. */
export function describeSettings({
  version,
  stage,
  shortDomains,
  links,
  site,
  limits,
  crawlers,
  parts,
}: Settings): string {
  const { defaults, urlSchemes, blockedHosts } = links;
  return facts([
    ['version', version],
    ['stage', stage],
    ...shortDomains.map((domain, at) => [at === 0 ? 'short domain' : '', domainText(domain)] as const),
    ['new links', `status ${defaults.status}, max age ${defaults.maxAge} s`],
    ['schemes', urlSchemes.join(', ')],
    ['blocked', blockedHosts.join(', ')],
    ['site', site.hosts.join(', ')],
    ['sitemap', site.sitemap],
    ['page parameters', site.pageParameters.join(', ')],
    ['.html paths', site.htmlPages ? 'are pages' : 'are files'],
    ['told apart by', site.viewerRequest],
    ['renderer', `${site.renderer}, ${site.renderIsolation}`],
    ['calls of a key', `${limits.readsPerKey} reads and ${limits.writesPerKey} writes a minute`],
    ['requests', `${limits.requestsPerSecond} a second, ${limits.requestsAtOnce} at once`],
    ['renders', rendersText(limits)],
    ...crawlersText(crawlers),
    ['events', parts.events ? 'on' : 'off'],
    ['webhooks', parts.webhooks],
    ['also on', (['webRisk', 'loki', 'indexNow'] as const).filter(name => parts[name]).join(', ')],
  ]);
}

function domainText(domain: Settings['shortDomains'][number]): string {
  const { origin, isDefault, caseSensitive, slugsWithDots, rootUrl, notFoundUrl, robots, appLinks } = domain;
  const parts = [
    isDefault && 'the default',
    caseSensitive && 'case-sensitive',
    slugsWithDots && 'slugs with dots',
    rootUrl && `/ leads to ${rootUrl}`,
    notFoundUrl && `other paths to ${notFoundUrl}`,
    robots !== 'all' && `robots.txt: ${robots}`,
    appLinks.apple && 'app links for Apple',
    appLinks.android && 'app links for Android',
  ].filter(Boolean);
  return parts.length > 0 ? `${origin} (${parts.join(', ')})` : origin;
}

const rendersText = ({
  rendersPerMinute,
  rendersPerClient,
  rendersPerDay,
  renderDeadlineMs,
}: Settings['limits']) =>
  `${rendersPerMinute} a minute while crawlers wait (${rendersPerClient} for one client, each up to ${renderDeadlineMs} ms), ${rendersPerDay} a day of stored pages`;

/** Who gets the page, who the app; in one row each. */
function crawlersText({ categories, names }: Settings['crawlers']) {
  const who = [
    ...categories.map(({ category, gets }) => ({ name: category, gets })),
    ...names.map(({ name, gets }) => ({ name: JSON.stringify(name), gets })),
  ];
  const named = (wanted: 'page' | 'app') =>
    who
      .filter(({ gets }) => gets === wanted)
      .map(({ name }) => name)
      .join(', ');
  return [
    ['get the page', named('page')],
    ['get the app', named('app')],
  ] as const;
}
