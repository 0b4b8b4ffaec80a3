import type { Schemas } from '../../../client/client.ts';
import type { LinkForm } from './form.ts';
import { ruleOf } from './rule.ts';
import { address, integer, said, some } from './said.ts';

/** All settings of a link that the form knows but slug, domain and password; undefined is what is not said. */
export function settingsOf(form: LinkForm) {
  const { ios, android } = form.appLinks;
  return {
    url: address(form.url) ?? '',
    title: said(form.title),
    tags: form.tags,
    note: said(form.note),
    startsAt: said(form.startsAt),
    expiresAt: said(form.expiresAt),
    expiredUrl: address(form.expiredUrl),
    status: Number(form.status) as NonNullable<Schemas['CreateLink']['status']>,
    maxAge: integer(form.maxAge),
    forwardQuery: form.forwardQuery,
    forwardPath: form.forwardPath,
    utm: some({
      source: said(form.utm.source),
      medium: said(form.utm.medium),
      campaign: said(form.utm.campaign),
      term: said(form.utm.term),
      content: said(form.utm.content),
      id: said(form.utm.id),
    }),
    rules: form.rules.map(ruleOf),
    maxClicks: integer(form.maxClicks),
    unfurl: unfurlOf(form.unfurl),
    appLinks: some({
      ios: some({ url: address(ios.url), store: address(ios.store) }) as { store: string } | undefined,
      android: some({
        url: address(android.url),
        package: said(android.package),
        store: address(android.store),
      }) as { package: string } | undefined,
    }),
  };
}

export type Settings = ReturnType<typeof settingsOf>;

function unfurlOf({ mode, title, description, image }: LinkForm['unfurl']) {
  if (mode !== 'own') return mode === 'auto' ? mode : undefined;
  // An own card of nothing goes to the API, which says what it wants.
  return (
    some({ title: said(title), description: said(description), image: address(image) }) ??
    ({} as { title?: string })
  );
}

/**
 * What the API is asked for a new link: what is as it would be without being said is not said, so that the same request
 * finds the same link, wherever it is made.
 *
 * @param empty the form as it was when nothing was filled in
 */
export function bodyOf(form: LinkForm, empty: LinkForm): Schemas['CreateLink'] {
  const usual = settingsOf(empty);
  const given = changedOf(settingsOf(form), usual);
  const slug = said(form.slug);
  return {
    ...(given as Partial<Schemas['CreateLink']>),
    url: settingsOf(form).url,
    ...(slug !== undefined && { slug }),
    ...(form.domain !== empty.domain && { domain: form.domain }),
    ...(form.password.text !== '' && { password: form.password.text }),
  };
}

/** What the API is asked for a change: what is otherwise, with null for what shall be taken away; {} where nothing is. */
export function patchOf(before: LinkForm, form: LinkForm): Schemas['EditLink'] {
  const slug = said(form.slug);
  const { mode, text } = form.password;
  return {
    ...(changedOf(settingsOf(form), settingsOf(before)) as Schemas['EditLink']),
    ...(slug !== undefined &&
      slug !== before.slug && { slug, ...some({ oldSlugUntil: said(form.oldSlugUntil) }) }),
    ...(mode === 'remove' && { password: null }),
    ...(mode === 'set' && { password: text }),
  };
}

/** The settings that are otherwise than before; null in place of nothing. */
export function changedOf(settings: Settings, before: Settings): Record<string, unknown> {
  const names = Object.keys(settings) as (keyof Settings)[];
  return Object.fromEntries(
    names
      .filter(name => JSON.stringify(settings[name]) !== JSON.stringify(before[name]))
      .map(name => [name, settings[name] ?? null]),
  );
}
