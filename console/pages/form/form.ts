import type { Schemas } from '../../../client/client.ts';
import { EMPTY_RULE, type RuleForm, ruleFormOf } from './rule.ts';

export const UTM = ['source', 'medium', 'campaign', 'term', 'content', 'id'] as const;
export type UtmForm = Record<(typeof UTM)[number], string>;

/**
 * A link as the fields of the form have it: '' is what is not said. Times are ISO 8601 in UTC here as well; what shows
 * them knows the person's zone.
 */
export interface LinkForm {
  url: string;
  /** The host of a short domain. */
  domain: string;
  slug: string;
  title: string;
  tags: string[];
  note: string;
  utm: UtmForm;
  rules: RuleForm[];
  startsAt: string;
  expiresAt: string;
  expiredUrl: string;
  maxClicks: string;
  unfurl: { mode: 'off' | 'auto' | 'own'; title: string; description: string; image: string };
  password: { mode: 'keep' | 'set' | 'remove'; text: string };
  appLinks: {
    ios: { url: string; store: string };
    android: { url: string; package: string; store: string };
  };
  status: string;
  maxAge: string;
  forwardQuery: boolean;
  forwardPath: boolean;
  /** Of a change: until when the slug it had leads to it, and whether the edges shall forget it at once. */
  oldSlugUntil: string;
  purge: boolean;
}

/** What a link has that says nothing else. */
export interface Defaults {
  status: number;
  maxAge: number;
}

const NO_UTM: UtmForm = { source: '', medium: '', campaign: '', term: '', content: '', id: '' };

/** The form of a link that is not there yet. */
export const emptyForm = ({ status, maxAge }: Defaults, domain: string): LinkForm => ({
  url: '',
  domain,
  slug: '',
  title: '',
  tags: [],
  note: '',
  utm: NO_UTM,
  rules: [],
  startsAt: '',
  expiresAt: '',
  expiredUrl: '',
  maxClicks: '',
  unfurl: { mode: 'off', title: '', description: '', image: '' },
  password: { mode: 'keep', text: '' },
  appLinks: { ios: { url: '', store: '' }, android: { url: '', package: '', store: '' } },
  status: String(status),
  maxAge: String(maxAge),
  forwardQuery: false,
  forwardPath: false,
  oldSlugUntil: '',
  purge: false,
});

/** The form of a link that is there. Its password is not known to anybody, and so stays unless another one is set. */
export function formOf(link: Schemas['Link'], domain: string): LinkForm {
  const { unfurl, appLinks, rules, maxClicks } = link;
  const card = typeof unfurl === 'object' ? unfurl : {};
  return {
    ...emptyForm(link, domain),
    url: link.url,
    slug: link.slug,
    title: link.title ?? '',
    tags: link.tags,
    note: link.note ?? '',
    utm: { ...NO_UTM, ...link.utm },
    rules: rules.map(ruleFormOf),
    startsAt: link.startsAt ?? '',
    expiresAt: link.expiresAt ?? '',
    expiredUrl: link.expiredUrl ?? '',
    maxClicks: maxClicks === undefined ? '' : String(maxClicks),
    unfurl: {
      mode: unfurl === undefined ? 'off' : unfurl === 'auto' ? 'auto' : 'own',
      title: card.title ?? '',
      description: card.description ?? '',
      image: card.image ?? '',
    },
    appLinks: {
      ios: { url: '', store: '', ...appLinks?.ios },
      android: { url: '', package: '', store: '', ...appLinks?.android },
    },
    forwardQuery: link.forwardQuery,
    forwardPath: link.forwardPath,
  };
}

/** A further rule, with a key that none of the others has. */
export const newRule = (rules: readonly RuleForm[]): RuleForm => ({
  ...EMPTY_RULE,
  key: Math.max(0, ...rules.map(({ key }) => key)) + 1,
});
