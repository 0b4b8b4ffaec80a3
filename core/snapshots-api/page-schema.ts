import { z } from '@hono/zod-openapi';
import { strict } from '../api/schema.ts';
import { MOST_CHARACTERS, MOST_ITEMS } from './page-facts.ts';
import { ADDRESS, SnapshotAnswer, text } from './schema.ts';

export const PageQuery = strict(
  {
    url: text().openapi({
      description: `The page: ${ADDRESS}; what of a query makes no other page may be there.`,
      example: 'https://www.example.com/products/3',
    }),
  },
  'a page',
);

const Said = z.object({ name: z.string(), content: z.string() });
const count = z.number().int();

const Facts = z
  .object({
    title: z.string(),
    description: z.string(),
    canonical: z.array(z.string()),
    robots: z.array(Said).openapi({ description: 'Metas for robots, googlebot and bingbot.' }),
    lang: z.string().openapi({ description: 'Of the html element.' }),
    h1: z.array(z.string()),
    h2: z.array(z.string()),
    openGraph: z.array(Said).openapi({ description: 'Metas such as og:title, in their order.' }),
    twitter: z.array(Said).openapi({ description: 'Metas such as twitter:card, in their order.' }),
    jsonLd: z.array(z.string()).openapi({ description: 'The types in JSON-LD, each once.' }),
    brokenJsonLd: count.openapi({ description: 'Pieces of JSON-LD that are no JSON.' }),
    links: count.openapi({ description: 'Links in the page, to wherever they lead.' }),
    words: count.openapi({
      description: 'Words of the page’s text; in Chinese and Japanese, characters.',
    }),
  })
  .openapi('PageFacts', {
    description: `What the document says to who runs no scripts; '' and [] where it says nothing. Lists have the first ${MOST_ITEMS}, and texts end after ${MOST_CHARACTERS} characters.`,
  });

export const DroppedAnswer = SnapshotAnswer.extend({
  effectiveWithinSeconds: count.openapi({
    description: 'After so long no edge has a copy of it any more: CloudFront was told.',
  }),
}).openapi('DroppedSnapshot');

export const PageAnswer = SnapshotAnswer.extend({
  status: z.number().int().openapi({ description: 'What a crawler is answered.' }),
  location: z.string().optional().openapi({ description: 'Where it is sent, with a status from 301 on.' }),
  headers: z
    .record(z.string(), z.string())
    .openapi({ description: 'Further headers that the page itself asked for.' }),
  html: z.string().openapi({ description: 'The document, as a crawler gets it.' }),
  htmlBytes: count.openapi({ description: 'How large the document is.' }),
  markdown: z.string().optional().openapi({
    description: 'The same as Markdown, as a client gets it that prefers that; where it is stored.',
  }),
  isCut: z.boolean().openapi({
    description:
      'Whether html or markdown end early here, as an answer has no room for more. Crawlers get all of it.',
  }),
  facts: Facts,
}).openapi('SnapshotPage');
export type PageAnswer = z.infer<typeof PageAnswer>;
