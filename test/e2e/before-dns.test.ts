import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { expect, test } from '@jest/globals';
import { MARK_HEADER } from '../../core/rendering/site-name.ts';
import { type Booted, CHROME, cloudForFile, GOOGLEBOT, get } from './cloud.ts';

/** A name that leads nowhere: https://www.rfc-editor.org/rfc/rfc6761#section-6.4 */
const DOMAIN = 'www.shop.invalid';

let app: Booted;
cloudForFile(
  booted => {
    app = booted;
  },
  { parameters: { SiteDomain: DOMAIN } },
);

test('before DNS is turned a crawler that asks the distribution gets a page made of the bucket’s files', async () => {
  const asked = request(`${app.site}/about`, { headers: { host: DOMAIN, 'user-agent': GOOGLEBOT } });
  asked.end();
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  const html = Buffer.concat(await answer.toArray()).toString();
  expect(answer.statusCode).toBe(200);
  expect(html).toMatch(/<h1[^>]*>[^<]+<\/h1>/);
});

test('the distribution has the mark that the renderer knows it by', async () => {
  const variables = (id: string) =>
    app.cloud.stack.all('AWS::Lambda::Function').find(found => found.id === id)?.properties.Environment
      ?.Variables;
  const response = await get(`${app.site}/`, { 'user-agent': CHROME });
  expect(response.headers.get(MARK_HEADER)).toMatch(/^[\da-f-]{36}$/);
  expect(variables('RenderLambdaFunction')?.SITE_MARK).toBe(response.headers.get(MARK_HEADER));
});
