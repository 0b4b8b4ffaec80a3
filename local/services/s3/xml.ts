const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';
const namespace = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"';

/** A refusal as S3 words it. `details` become further elements, e.g. `{ Key: 'a.txt' }`. */
export class S3Error extends Error {
  readonly status: number;
  readonly code: string;
  readonly details: Record<string, string>;

  constructor(status: number, code: string, message: string, details: Record<string, string> = {}) {
    super(message);
    this.status = status;
    this.code = code;
    this.details = details;
  }

  /** Spec: https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html#RESTErrorResponses */
  toXml(requestId: string, hostId: string): string {
    const details = Object.entries(this.details).map(([name, value]) => text(name, value));
    return (
      declaration +
      element(
        'Error',
        text('Code', this.code),
        text('Message', this.message),
        ...details,
        text('RequestId', requestId),
        text('HostId', hostId),
      )
    );
  }
}

/** The answer to what the real service does and this one doesn't: it says so instead of doing something else. */
export function notModelled(what: string): S3Error {
  return new S3Error(501, 'NotImplemented', `The local S3 does not model ${what}.`);
}

/** The missing object, in S3's words. */
export function noSuchKey(key: string): S3Error {
  return new S3Error(404, 'NoSuchKey', 'The specified key does not exist.', { Key: key });
}

/** An element around elements: `element('Contents', text('Key', 'a'), text('Size', 1))`. */
export function element(name: string, ...children: string[]): string {
  return `<${name}>${children.join('')}</${name}>`;
}

/** An element around text, escaped. */
export function text(name: string, value: string | number | boolean): string {
  return `<${name}>${escapeText(String(value))}</${name}>`;
}

/** A whole answer: the declaration, and a root element in S3's namespace. */
export function document(root: string, children: string[]): string {
  return `${declaration}<${root} ${namespace}>${children.join('')}</${root}>`;
}

/** The bodies of every `<name>` in `xml`, in order, still escaped. */
export function elements(xml: string, name: string): string[] {
  return [...xml.matchAll(new RegExp(`<${name}(?:\\s[^>]*)?>([\\s\\S]*?)</${name}>`, 'g'))].map(
    match => match[1] ?? '',
  );
}

/** The text of the first `<name>` in `xml`. */
export function textOf(xml: string, name: string): string | undefined {
  const body = elements(xml, name)[0];
  return body === undefined ? undefined : unescapeText(body);
}

// A parser turns a bare carriage return into a line feed and refuses other controls, so all of them are written as numbers.
function escapeText(value: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a key may hold any character
  return value.replace(/[&<>"'\u0000-\u001f\u007f-\u009f\u2028]/g, character => {
    return named.get(character) ?? `&#x${character.charCodeAt(0).toString(16)};`;
  });
}

const named = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&quot;'],
  ["'", '&apos;'],
]);

const characters = new Map([...named].map(([character, reference]) => [reference, character]));

function unescapeText(value: string): string {
  return value.replace(/&(?:#x([0-9a-f]+)|#(\d+)|\w+);/gi, (reference, hex?: string, decimal?: string) => {
    const code = hex ? Number.parseInt(hex, 16) : Number(decimal);
    if (code <= 0x10ffff) return String.fromCodePoint(code);
    return characters.get(reference) ?? reference;
  });
}
