import { z } from 'zod';
import { called } from '../called.ts';
import { defineTool, READS } from '../tool.ts';

/** So many of the tags in use are told. */
const TAGS = 40;

export const about = defineTool({
  name: 'about_signpost',
  title: 'This Signpost',
  description:
    'What the key in use may do, and how this Signpost is set up: its short domains, the site, limits, who gets pages for crawlers; and the tags that links have. Use it when a call is refused, before naming a domain, and to keep to tags that exist.',
  input: z.strictObject({}),
  output: z.object({
    key: z.object({
      name: z.string(),
      scopes: z.array(z.string()),
      limits: z.record(z.string(), z.unknown()),
      expiresAt: z.string().optional(),
    }),
    settings: z.record(z.string(), z.unknown()),
    tags: z
      .array(z.object({ tag: z.string(), links: z.number() }))
      .optional()
      .describe(`${TAGS} at most; not there for a key that may not read links`),
    shortened: z.boolean().optional(),
  }),
  hints: READS,
  needs: [],
  async run(_, client) {
    const [key, settings] = await Promise.all([
      called(client.GET('/api/keys/me')),
      called(client.GET('/api/settings')),
    ]);
    const { name, scopes, limits, expiresAt } = key;
    const mayRead = scopes.includes('admin') || scopes.includes('links:read');
    const tags = mayRead
      ? (await called(client.GET('/api/tags', { params: { query: { limit: TAGS } } }))).tags
      : undefined;
    const told = tags?.map(({ tag, links }) => ({ tag, links }));
    const { shortDomains, site, version, stage } = settings;
    return {
      text: [
        `Signpost ${version}, stage ${stage}. The key "${name}" may: ${scopes.join(', ')}.`,
        ...(Object.keys(limits).length === 0 ? [] : [`It is limited to ${JSON.stringify(limits)}.`]),
        ...(expiresAt === undefined ? [] : [`It expires at ${expiresAt}.`]),
        `Short domains: ${shortDomains.map(({ host }) => host).join(', ')}. Site: ${site.hosts.join(', ')}.`,
        ...(told === undefined
          ? []
          : [`Tags: ${told.map(({ tag, links }) => `${tag} (${links})`).join(', ')}`]),
      ].join('\n'),
      data: {
        key: { name, scopes, limits: { ...limits }, ...(expiresAt !== undefined && { expiresAt }) },
        settings: { ...settings },
        ...(told && { tags: told }),
      },
    };
  },
});
