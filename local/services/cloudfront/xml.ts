import { type HttpResponse, respond } from '../../http.ts';

export const NAMESPACE = 'http://cloudfront.amazonaws.com/doc/2020-05-31/';

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};
export const escaped = (text: string) =>
  text.replace(/[&<>"']/g, character => ENTITIES[character] ?? character);
export const unescaped = (text: string) =>
  text.replace(/&(amp|lt|gt|quot|apos);/g, entity => {
    const [found] = Object.entries(ENTITIES).find(([, written]) => written === entity) ?? [];
    return found ?? entity;
  });

export const xml = (status: number, body: string, headers: Record<string, string> = {}): HttpResponse =>
  respond(status, { 'content-type': 'text/xml', ...headers }, `<?xml version="1.0"?>\n${body}`);

export const refusal = (status: number, code: string, message: string): HttpResponse =>
  xml(
    status,
    `<ErrorResponse xmlns="${NAMESPACE}"><Error><Type>Sender</Type><Code>${code}</Code>` +
      `<Message>${escaped(message)}</Message></Error><RequestId>local</RequestId></ErrorResponse>`,
  );
