import { objectOf, parseJson } from '../json.ts';
import { isLoopback, originOf } from '../origin.ts';
import { invalid } from '../problem.ts';

/** A short domain, as the settings have it. */
export interface Domain {
  /** '' is the deployment's first, whatever it is called: it may be renamed, and its links stay. */
  name: string;
  /** What it is called; '' where CloudFront's own name is used, which nobody knows before the deploy. */
  host: string;
  /** Whether `Spring` and `spring` are two slugs. */
  caseSensitive: boolean;
  /** Whether slugs may hold dots, as those from elsewhere may. */
  slugsWithDots: boolean;
  /** Where `/` leads, and where people are sent whose link is none; '' for nowhere. */
  rootUrl: string;
  notFoundUrl: string;
}

/** All short domains of a deployment, the first one first. */
export class Domains {
  readonly all: readonly Domain[];

  /** @param setting a JSON list, from the environment */
  constructor(setting: string) {
    const read = parseJson(setting);
    if (!Array.isArray(read) || read.length === 0) throw new Error(`SHORT_DOMAINS is no list: ${setting}`);
    this.all = read.map(domainFrom);
  }

  /** The one of a name; undefined where there is none. */
  named(name: string): Domain | undefined {
    return this.all.find(each => each.name === name);
  }

  /** The one that a client calls so, by its name in DNS or as short urls have it on a laptop; undefined where there is none. */
  called(text: string): Domain | undefined {
    return text.toLowerCase() === this.first.host ? this.first : this.furtherAt(text);
  }

  /** The one that a client calls so in a field of this name. Throws a 422 problem that names those there are. */
  asCalled(text: string, field: string): Domain {
    const domain = this.called(text);
    if (domain) return domain;
    const names = this.all.map(each => each.host).filter(Boolean);
    throw invalid([
      {
        field,
        reason: 'is no short domain of this deployment',
        expected: names.length > 0 ? `one of ${names.join(', ')}` : 'nothing, as there is but one',
      },
    ]);
  }

  /** The one that a host is, with a port or without: the first, under all its names, unless it is a further one's. */
  of(host: string): Domain {
    return this.furtherAt(host) ?? this.first;
  }

  /** The further one that a host is; on a laptop it is below localhost, and has a port. */
  private furtherAt(host: string): Domain | undefined {
    const name = host
      .toLowerCase()
      .replace(/:\d+$/, '')
      .replace(/\.localhost$/, '');
    return this.all.find((each, index) => index > 0 && each.name === name);
  }

  get first(): Domain {
    return this.all[0] as Domain;
  }

  /**
   * The origin of a domain's short urls. On a laptop further domains are below localhost.
   *
   * @param asked the host that the client asked, which on a laptop has a port; what the first domain is called will do
   */
  originOf(name: string, asked: string): string {
    const domain = this.named(name) ?? this.first;
    if (domain === this.of(asked) || domain.host === '') return originOf(asked);
    const [, hostname = '', port = ''] = /^(.*?)(:\d+)?$/.exec(asked) ?? [];
    return originOf(
      isLoopback(hostname) && domain !== this.first ? `${domain.host}.localhost${port}` : domain.host,
    );
  }
}

function domainFrom(item: unknown): Domain {
  const { name, host, caseSensitive, slugsWithDots, rootUrl, notFoundUrl } = objectOf(item);
  return {
    name: String(name ?? ''),
    host: String(host ?? name ?? ''),
    caseSensitive: caseSensitive !== false,
    slugsWithDots: slugsWithDots === true,
    rootUrl: String(rootUrl ?? ''),
    notFoundUrl: String(notFoundUrl ?? ''),
  };
}

/**
 * What a link is kept under. Those of the first domain are kept by the slug alone; another one's name stands in front as in an
 * address without its scheme, which no slug begins with.
 */
export function keyOf(domain: Pick<Domain, 'name' | 'caseSensitive'>, slug: string): string {
  const written = domain.caseSensitive ? slug : slug.toLowerCase();
  return domain.name === '' ? written : `//${domain.name}/${written}`;
}
