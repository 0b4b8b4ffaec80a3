import { close, listen, respond } from '../../local/http.ts';

/** A call as a service would see it. */
export interface Seen {
  service: string;
  region: string;
  /** The action of the query protocol, the target of JSON, or the method and path. */
  action: string;
  /** Its parameters, or its JSON. */
  input: Record<string, unknown>;
}

/** What a service answers to an action: a status and a text. Undefined: it knows no such call. */
export type Answers = (seen: Seen) => [status: number, text: string] | undefined;

/**
 * Stands in for all of AWS at one address: who is meant is told by the signature's scope, as the services themselves read it.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export async function standInForAws(
  answers: Answers,
): Promise<{ url: string; seen: Seen[]; close(): Promise<void> }> {
  const seen: Seen[] = [];
  const door = await listen(async ({ method, path, query, headers, body }) => {
    const scope =
      /^AWS4-HMAC-SHA256 Credential=\w+\/\d{8}\/([\w-]+)\/([\w-]+)\/aws4_request, SignedHeaders=\S+, Signature=[0-9a-f]{64}$/;
    const [, region = '', service = ''] = scope.exec(headers.get('authorization') ?? '') ?? [];
    if (service === '') return respond(403, {}, '<Error><Code>MissingAuthenticationToken</Code></Error>');
    const text = body.toString();
    const target = headers.get('x-amz-target');
    const form = Object.fromEntries(new URLSearchParams(text));
    const call: Seen = target
      ? { service, region, action: target.replace(/^.*\./, ''), input: JSON.parse(text) }
      : {
          service,
          region,
          action: form.Action ?? `${method} ${path}`,
          input: form.Action ? form : Object.fromEntries(new URLSearchParams(query)),
        };
    seen.push(call);
    const [status, answer] = answers(call) ?? [
      400,
      `<Error><Code>UnknownOperation</Code><Message>${call.action}</Message></Error>`,
    ];
    return respond(status, {}, answer);
  }, 0);
  return { url: `http://127.0.0.1:${door.port}`, seen, close: () => close(door.server) };
}
