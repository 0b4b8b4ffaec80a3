import { z } from 'zod';
import type { Schemas, SignpostClient } from '../../../client/client.ts';
import { called } from '../called.ts';
import { defineTool, READS } from '../tool.ts';
import { differenceOf, differences } from './difference.ts';
import { DOMAIN, lineOf, SLUG, textOf } from './link-shapes.ts';

const LISTED = 10;

const version = z.object({
  version: z.number(),
  action: z.string(),
  at: z.string(),
  by: z.string().describe('the id of the key'),
  changed: differences,
});

export const getLink = defineTool({
  name: 'get_link',
  title: 'Look at a short link',
  description: `All settings of one short link; with history, its last ${LISTED} changes (who, when, what was before and after) and what is ordered for later. Use it before a change of the link, and to find the version that an undo should go back to. A password is never shown, only that there is one.`,
  input: z.strictObject({
    slug: SLUG,
    domain: DOMAIN,
    history: z.boolean().default(false).describe('whether its changes are told, too'),
  }),
  output: z.object({
    link: z.record(z.string(), z.unknown()).describe('the link as the API has it'),
    history: z.array(version).optional(),
    ordered: z
      .array(z.object({ at: z.string(), state: z.string(), patch: z.record(z.string(), z.unknown()) }))
      .optional()
      .describe('changes that are ordered for later'),
    shortened: z.boolean().optional(),
  }),
  hints: READS,
  needs: ['links:read'],
  async run({ slug, domain, history }, client) {
    const params = { path: { slug }, query: domain === undefined ? {} : { domain } };
    const link = await called(client.GET('/api/links/{slug}', { params }));
    const told = history ? await historyOf(client, params) : undefined;
    const settings = Object.entries(link).filter(([name]) => !(name in lineOf(link)));
    return {
      text: [
        textOf(lineOf(link)),
        settings.map(([name, value]) => `${name} ${JSON.stringify(value)}`).join('; '),
        ...(told?.lines ?? []),
      ].join('\n'),
      data: { link, ...told?.data },
    };
  },
});

async function historyOf(
  client: SignpostClient,
  { path, query }: { path: { slug: string }; query: { domain?: string } },
) {
  const [{ versions }, { changes }] = await Promise.all([
    called(client.GET('/api/links/{slug}/history', { params: { path, query: { ...query, limit: LISTED } } })),
    called(client.GET('/api/links/{slug}/changes', { params: { path, query } })),
  ]);
  const history = versions.map(whatChanged);
  const ordered = changes.map(({ at, state, patch }) => ({ at, state, patch }));
  return {
    lines: [
      'Changes, the newest first:',
      ...history.map(
        ({ version, action, at, by, changed }) =>
          `version ${version}: ${action} at ${at} by ${by} ${JSON.stringify(changed)}`,
      ),
      ...(ordered.length === 0 ? [] : ['Ordered for later:']),
      ...ordered.map(({ at, state, patch }) => `${at} (${state}) ${JSON.stringify(patch)}`),
    ],
    data: { history, ordered },
  };
}

type Told = Pick<Schemas['Version'], 'version' | 'action' | 'at' | 'by' | 'before' | 'after'>;

function whatChanged({ version, action, at, by, before, after }: Told) {
  return { version, action, at, by, changed: differenceOf(before ?? {}, after ?? {}) };
}
