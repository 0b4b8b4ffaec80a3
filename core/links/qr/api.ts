import type { Api, Guarded } from '../../api/api.ts';
import { shortUrlOf } from '../answer.ts';
import type { Domains } from '../domains.ts';
import type { LinkRequests } from '../requests.ts';
import { qrAnswer } from './answer.ts';
import { getQr, postQr } from './routes.ts';

/** The part of the links API that draws QR codes. */
export function addQr(api: Api, guarded: Guarded, domains: Domains, { linkOf }: LinkRequests): void {
  api.openapi(
    guarded(getQr),
    async c => qrAnswer(shortUrlOf(await linkOf(c), domains, c.env.host), c.req.valid('query')) as never,
  );

  api.openapi(
    guarded(postQr),
    async c => qrAnswer(shortUrlOf(await linkOf(c), domains, c.env.host), c.req.valid('json')) as never,
  );
}
