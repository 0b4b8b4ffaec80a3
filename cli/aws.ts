import { createHash, createHmac } from 'node:crypto';
import { defaultProvider } from '@aws-sdk/credential-provider-node';
import { SignatureV4 } from '@smithy/signature-v4';
import { EXIT } from './faults.ts';

/** A call of an AWS service as it goes over the wire. */
export interface AwsCall {
  service: string;
  region?: string;
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** With the query; `/` by default. */
  path?: string;
  headers?: Record<string, string>;
  body?: string;
}

/** What a service refused, by its own code. */
export class AwsRefusal extends Error {
  override name = 'AwsRefusal';
  readonly code: string;
  readonly status: number;
  readonly exitStatus = EXIT.refused;

  constructor(code: string, message: string, status: number) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** The one Region that a stack is in. */
export const REGION = 'us-east-1';
/** Services that are in no Region: https://docs.aws.amazon.com/general/latest/gr/rande.html#global-endpoints */
const GLOBAL = ['iam', 'cloudfront'];
/** Where a host is not called as the service is in a signature. https://docs.aws.amazon.com/general/latest/gr/ecr.html */
const HOSTS: Record<string, string> = { ecr: 'api.ecr' };

/**
 * Calls AWS with the credentials of the shell. A client of each service's own would be 10 MB for a question or two; Signpost's
 * functions use none of this.
 *
 * @returns the text of the answer
 * @throws AwsRefusal
 */
export const callAws = async (call: AwsCall): Promise<string> => (await askAws(call)).text;

/** The same, with the headers of the answer. Throws AwsRefusal. */
export async function askAws({
  service,
  region = REGION,
  method = 'POST',
  path = '/',
  headers = {},
  body = '',
}: AwsCall): Promise<{ text: string; headers: Headers }> {
  const { AWS_ENDPOINT_URL } = process.env;
  const host = `${HOSTS[service] ?? service}${GLOBAL.includes(service) ? '' : `.${region}`}.amazonaws.com`;
  const url = new URL(path, AWS_ENDPOINT_URL ?? `https://${host}`);
  const signer = new SignatureV4({ service, region, credentials: defaultProvider(), sha256: Sha256 });
  const signed = await signer.sign({
    method,
    protocol: url.protocol,
    hostname: url.hostname,
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: { ...headers, host: url.host },
    body,
  });
  const response = await fetch(url, { method, headers: signed.headers, ...(method !== 'GET' && { body }) });
  const text = await response.text();
  if (response.ok) return { text, headers: response.headers };
  throw refusalOf(text, response.status);
}

/** Errors are JSON with `__type`, or XML with Code and Message. */
function refusalOf(text: string, status: number): AwsRefusal {
  const code = /"__type"\s*:\s*"(?:[^"]*#)?([^"]+)"/.exec(text)?.[1] ?? tagOf(text, 'Code');
  const message = /"[mM]essage"\s*:\s*"((?:[^"\\]|\\.)*)"/.exec(text)?.[1] ?? tagOf(text, 'Message');
  return new AwsRefusal(code ?? 'Unknown', message ?? text.slice(0, 200), status);
}

/** The text of the first element of a name, in the XML of a service: these answers hold no entities that matter. */
export const tagOf = (xml: string, name: string): string | undefined =>
  new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];

/** A call of the services that speak the query protocol, such as IAM, STS and CloudFormation. */
export const queryAws = (
  service: string,
  version: string,
  parameters: Record<string, string>,
): Promise<string> =>
  callAws({
    service,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({ ...parameters, Version: version }).toString(),
  });

/** A call of the services that speak JSON, such as ACM, ECR and CloudWatch Logs. */
export async function jsonAws<Answer>(
  service: string,
  target: string,
  input: unknown,
  region?: string,
): Promise<Answer> {
  const text = await callAws({
    service,
    ...(region && { region }),
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': target },
    body: JSON.stringify(input),
  });
  return JSON.parse(text || '{}');
}

/** What the signer hashes with. */
class Sha256 {
  readonly #hash;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', bytesOf(secret));
  }
  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(bytesOf(data));
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
  reset(): void {}
}

function bytesOf(data: string | ArrayBuffer | ArrayBufferView): string | Uint8Array {
  if (typeof data === 'string') return data;
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}
