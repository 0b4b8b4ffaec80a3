import { parser } from '@grafana/lezer-logql';
import { CATEGORIES } from '../../../core/crawlers/policy.ts';
import type { LogEntry } from '../../../core/logs/entry.ts';
import { functionLine } from '../../../core/loki/function-line.ts';
import { type LokiLine, lateLine, lineOf } from '../../../core/loki/line.ts';

type Json = Record<string, string | number>;

/** A line that lacks nothing. */
const ENTRY: LogEntry = {
  source: 'cloudfront',
  at: Date.parse('2026-11-30T05:30:00Z'),
  id: 'abc',
  client: '203.0.113.9',
  country: 'DE',
  method: 'GET',
  host: 'go.example.com',
  path: '/spring',
  query: 'a=1',
  status: 301,
  referrer: 'https://news.example/today',
  userAgent: 'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
  contentType: 'text/html',
  bytes: 400,
  tookMs: 12,
  result: 'Hit',
  fields: () => ({}),
};

/** What functions say of a page that is not there. */
const SAID =
  '{"level":"warn","message":"no page (limit)","url":"https://www.example.com/","name":"GPTBot","category":"ai-training","isProved":true,"ms":12,"instead":"retry","cause":"limit","reason":"…"}';
const OF_FUNCTION = functionLine(
  '/aws/lambda/signpost-prod-render',
  { id: '1', timestamp: ENTRY.at, message: `2026-11-30T05:30:00.000Z\tabc\tWARN\t${SAID}` },
  0,
) as LokiLine;

function shippedBy(line: LokiLine) {
  const [, text, metadata] = JSON.parse(line.value) as [string, string, Json];
  return {
    labels: Object.keys(JSON.parse(line.stream) as Json),
    metadata: Object.keys(metadata),
    content: JSON.parse(text) as Json,
  };
}
const SHIPPED = shippedBy(lateLine(lineOf(ENTRY, 0)));
const SHIPPED_OF_FUNCTIONS = shippedBy(OF_FUNCTION);

/** The values there are of what has few: a label that is misspelt chooses nothing, and says nothing. */
const VALUES: Record<string, readonly string[]> = {
  source: ['cloudfront', 'lambda'],
  level: ['info', 'warn', 'error'],
  status: ['1xx', '2xx', '3xx', '4xx', '5xx', 'none'],
  client: ['person', 'crawler', 'tool'],
  category: CATEGORIES,
};
const CONTENT_VALUES: Record<string, readonly string[]> = {
  // https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logs-reference.html
  result: [
    'Hit',
    'RefreshHit',
    'OriginShieldHit',
    'Miss',
    'LimitExceeded',
    'CapacityExceeded',
    'Error',
    'Redirect',
  ],
};

type Node = ReturnType<typeof parser.parse>['topNode'];

/** What is wrong with a query: by LogQL's grammar, and by what is shipped. Empty when nothing is. */
export function faultsOf(query: string): string[] {
  // As Grafana fills them in: https://grafana.com/docs/grafana/latest/datasources/loki/template-variables/
  const filled = query.replace(/\$__(auto|range|interval)\b/g, '5m');
  const scope = new Scope(filled);
  parser.parse(filled).iterate({ enter: ({ node }) => scope.look(node) });
  return scope.faults();
}

class Scope {
  readonly #query: string;
  readonly #shipped: typeof SHIPPED;
  readonly #faults: string[] = [];
  /** What `json name="path"` takes out of lines: the path by the name. */
  readonly #extracted = new Map<string, string>();
  readonly #used: { name: string; isNumber: boolean }[] = [];

  constructor(query: string) {
    this.#query = query;
    this.#shipped = query.includes('source="lambda"') ? SHIPPED_OF_FUNCTIONS : SHIPPED;
  }

  look(node: Node): void {
    const text = this.#text(node);
    if (node.type.isError) this.#faults.push(`no LogQL from character ${node.from} on: ${this.#query}`);
    else if (node.name === 'Matcher') this.#matcher(node);
    else if (node.name === 'LabelExtractionExpression') this.#extraction(node);
    else if (node.name === 'LabelParser')
      this.#faults.push(`${text}: take out single names, as others are renamed`);
    else if (node.name === 'NumberFilter' || node.name === 'UnwrapExpr') this.#use(node, true);
    else if (node.name === 'Labels') for (const each of node.getChildren('Identifier')) this.#useName(each);
  }

  faults(): string[] {
    const known = [...this.#shipped.labels, ...this.#shipped.metadata, ...this.#extracted.keys()];
    for (const { name, isNumber } of this.#used) {
      if (!known.includes(name)) this.#faults.push(`${name} is not shipped`);
      const path = this.#extracted.get(name);
      if (isNumber && typeof this.#shipped.content[path ?? ''] !== 'number')
        this.#faults.push(`${name} is no number`);
    }
    return this.#faults;
  }

  #matcher(node: Node): void {
    const [name = '', operator = '', quoted = ''] = [...children(node)].map(child => this.#text(child));
    const isOfStream = node.parent?.name === 'Matchers';
    if (isOfStream && !this.#shipped.labels.includes(name)) this.#faults.push(`${name} is no label`);
    this.#used.push({ name, isNumber: false });
    const given = JSON.parse(quoted) as string;
    const path = this.#extracted.get(name);
    const values = path === undefined ? VALUES[name] : CONTENT_VALUES[path];
    if (values === undefined || given === '' || given.includes('$')) return;
    for (const value of operator.includes('~') ? given.split('|') : [given])
      if (!values.includes(value)) this.#faults.push(`${name} is never ${value}`);
  }

  #extraction(node: Node): void {
    const [name = '', , quoted = ''] = [...children(node)].map(child => this.#text(child));
    const path = JSON.parse(quoted) as string;
    if (!(path in this.#shipped.content)) this.#faults.push(`no line has ${path}`);
    if ([...this.#shipped.labels, ...this.#shipped.metadata].includes(name))
      this.#faults.push(`${name} is there already, so Loki makes ${name}_extracted of it`);
    this.#extracted.set(name, path);
  }

  #use(node: Node, isNumber: boolean): void {
    const name = node.getChild('Identifier');
    if (name) this.#useName(name, isNumber);
  }

  #useName(node: Node, isNumber = false): void {
    this.#used.push({ name: this.#text(node), isNumber });
  }

  #text({ from, to }: Node): string {
    return this.#query.slice(from, to);
  }
}

function* children(node: Node): Generator<Node> {
  for (let child = node.firstChild; child; child = child.nextSibling) yield child;
}
