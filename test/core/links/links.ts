import { DEFAULTS, type Link } from '../../../core/links/link.ts';

/** A whole link that was made just so, and what a test says of it. */
export function aLink(settings: Partial<Link> = {}): Link {
  const { slug = 'abc' } = settings;
  const link: Link = {
    ...DEFAULTS,
    url: 'https://example.org/',
    id: `id-${slug}`,
    key: slug,
    domain: '',
    slug,
    version: 1,
    change: `change-${slug}`,
    hints: `change-${slug}`,
    createdAt: '2026-11-20T11:00:00.000Z',
    createdBy: 'key-1',
    changedAt: '2026-11-20T11:00:00.000Z',
    changedBy: 'key-1',
  };
  return { ...link, ...settings };
}
