/** What a domain says of itself to machines, as infra/short-domains.cjs writes it. */
interface DomainFiles {
  /** The text of robots.txt. */
  robots?: string;
  appLinks?: {
    apple?: { appIds: string[]; paths?: string[] };
    android?: { package: string; fingerprints: string[] }[];
  };
}

type FileOf = (files: DomainFiles) => { type: string; body: string } | undefined;

const json = (value: unknown) => ({ type: 'application/json', body: JSON.stringify(value) });

const FILES: Record<string, FileOf> = {
  '/robots.txt': ({ robots = ALL }) => ({ type: 'text/plain; charset=utf-8', body: robots }),
  '/.well-known/apple-app-site-association': ({ appLinks }) => appLinks?.apple && json(apple(appLinks.apple)),
  '/.well-known/assetlinks.json': ({ appLinks }) => appLinks?.android && json(appLinks.android.map(android)),
};

/**
 * Everything may be crawled: social cards and search engines must be able to follow a link. Nothing needs a
 * noindex either, for a search engine lists where a 301 leads and not the 301.
 */
const ALL = 'User-agent: *\nDisallow:\n';

/** A file of a domain by what is said of it; undefined for one it has not. */
export function fileOf(path: string, files: DomainFiles): { type: string; body: string } | undefined {
  return Object.hasOwn(FILES, path) ? FILES[path]?.(files) : undefined;
}

/**
 * What is no link is no app's either; the first that holds for an address counts.
 * Spec: https://developer.apple.com/documentation/xcode/supporting-associated-domains
 */
function apple({ appIds, paths = ['/*'] }: { appIds: string[]; paths?: string[] }) {
  const components = [
    ...['/api/*', '/console/*'].map(path => ({ '/': path, exclude: true })),
    ...paths.map(path => ({ '/': path })),
  ];
  return { applinks: { details: [{ appIDs: appIds, components }] } };
}

/** Spec: https://developers.google.com/digital-asset-links/v1/statements */
function android({ package: name, fingerprints }: { package: string; fingerprints: string[] }) {
  return {
    relation: ['delegate_permission/common.handle_all_urls'],
    target: { namespace: 'android_app', package_name: name, sha256_cert_fingerprints: fingerprints },
  };
}
