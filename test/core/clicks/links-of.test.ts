import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { linksOf } from '../../../core/clicks/links-of.ts';
import { deleteLink, editLink } from '../../../core/links/change.ts';
import { createLink } from '../../../core/links/create.ts';
import { EditLink } from '../../../core/links/schema.ts';
import { startTables, type Tables } from '../../tables.ts';
import { given } from '../links/makers.ts';
import { World } from '../links/world.ts';

let tables: Tables;
let world: World;
beforeAll(async () => {
  tables = await startTables();
  world = new World(tables);
  for (const [slug, more] of [
    ['spring', {}],
    ['docs', { forwardPath: true }],
    ['old', {}],
    ['gone', {}],
  ] as const)
    await make(slug, { url: `https://example.com/${slug}`, slug, ...more });
  const brand = world.domains.named('brand.example');
  await make('brand', { url: 'https://example.com/brand', slug: 'spring' }, brand);
  const { maker } = world;
  await editLink(links.old as never, EditLink.parse({ slug: 'new' }), world.asker(), maker);
  await deleteLink(links.gone as never, world.asker(), maker);
});
afterAll(() => tables.stop());

const links: Record<string, Awaited<ReturnType<typeof createLink>>['link']> = {};

async function make(name: string, settings: object, domain = world.domains.first) {
  links[name] = (await createLink(given(settings), world.asker('key-1', domain), world.maker)).link;
}

const followed = (path: string, domain = '') => ({ domain, path, hours: new Map() });

test.each<[path: string, domain: string, link: string | undefined]>([
  ['/spring', '', 'spring'],
  ['/spring.', '', 'spring'],
  ['/spring)', '', 'spring'],
  ['/spring/more', '', undefined],
  ['/Spring', '', undefined],
  ['/docs', '', 'docs'],
  ['/docs/a/b', '', 'docs'],
  // Who looks at a code follows nothing; a link may pass on what looks like one.
  ['/spring.qr', '', undefined],
  ['/spring.qr.png', '', undefined],
  ['/docs/a.qr', '', 'docs'],
  ['/old', '', 'old'],
  ['/new', '', 'old'],
  // Who deletes a link keeps its counts, and what late files say of it.
  ['/gone', '', 'gone'],
  ['/none', '', undefined],
  ['/', '', undefined],
  ['/favicon.ico', '', undefined],
  ['/spring', 'brand.example', 'brand'],
  ['/docs', 'brand.example', undefined],
  // A domain that the settings do not have any more is the first.
  ['/spring', 'gone.example', 'spring'],
])('%s of %j is of the link %s', async (path, domain, name) => {
  const one = followed(path, domain);
  const found = await linksOf([one], world.maker.store, world.domains);
  expect(found.get(one)?.id).toBe(name && links[name]?.id);
});

test('of as many paths as a file has, a hundred to a read', async () => {
  const paths = Array.from({ length: 250 }, (_, at) => followed(`/none${at}`));
  tables.calls.length = 0;
  const spring = followed('/spring');
  const found = await linksOf([...paths, spring], world.maker.store, world.domains);
  expect([...found.keys()]).toEqual([spring]);
  expect(tables.calls).toEqual(['BatchGetItem', 'BatchGetItem', 'BatchGetItem']);
});
