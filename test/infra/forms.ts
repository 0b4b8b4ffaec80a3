import { addEvents, type EventSettings } from '../../infra/events.cjs';
import { addShortDomains } from '../../infra/short-domains.cjs';
import { addSiteApis } from '../../infra/site-apis.cjs';
import { packagedTemplate } from '../../local/template/package.ts';
import type { Template } from '../../local/template/template.ts';
import { CONTAINER, EVENTS, FUNCTION, packagedVariant, WAF } from './project.ts';

const HOOK = { url: 'https://example.com/', secret: 'signpost/new', formerSecret: 'signpost/old' };
/** The template that tells of links, with less of it. */
async function told(settings: EventSettings): Promise<Template> {
  const { template } = await packagedVariant(EVENTS);
  addEvents(template, settings);
  return template;
}

/** Each form of the template that settings give. */
export const FORMS: [form: string, of: () => Promise<Template>][] = [
  ['as it is', () => packagedTemplate('.')],
  ['with viewer-request as a CloudFront Function', async () => (await packagedVariant(FUNCTION)).template],
  [
    'with APIs at paths of their own, and several short domains',
    async () => {
      const template = await packagedTemplate('.');
      addSiteApis(template, [
        ['/v1/other', 'other.example.com'],
        ['/v1', 'api.example.com'],
      ]);
      addShortDomains(template, { shortDomains: { 'go.example.org': { caseSensitive: false } } });
      return template;
    },
  ],
  ['with WAF', async () => (await packagedVariant(WAF)).template],
  ['with a bus alone', () => told({ events: true, webhooks: [] })],
  ['with a webhook alone, whose secret is exchanged', () => told({ webhooks: [HOOK] })],
  ['with all that is told of links', async () => (await packagedVariant(EVENTS)).template],
  ['with such APIs and the renderer as a container', async () => (await packagedVariant(CONTAINER)).template],
];
