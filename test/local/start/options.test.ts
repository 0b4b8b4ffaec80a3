import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';
import { readOptions } from '../../../local/start/options.ts';

const ROOT = resolve(import.meta.dirname, '../../..');
const read = (args: string[], environment: Record<string, string> = {}) =>
  readOptions(args, environment, ROOT);

test('without any it is the sample, on the usual ports, with data beside the project’s files', () => {
  expect(read([])).toEqual({
    app: undefined,
    apis: new Map(),
    allowed: [],
    strict: false,
    loki: undefined,
    country: undefined,
    dataDirectory: join(ROOT, '.signpost'),
    ports: { Links: 4000, Site: 4001 },
    apiKey: undefined,
    chromium: undefined,
  });
});

test('arguments and environment are read', () => {
  const args = '--app examples/shop --api http://localhost:3000 --api /v1=http://localhost:3001 --strict';
  expect(
    read(
      [
        ...args.split(' '),
        '--allow',
        'http://localhost:3002/',
        '--country',
        'de',
        '--loki',
        'http://localhost:3100',
      ],
      {
        PORT: '0',
        SITE_PORT: '65535',
        DATA_DIR: 'data',
        API_KEY: 'key',
        CHROMIUM_PATH: '/chromium',
      },
    ),
  ).toEqual({
    app: resolve('examples/shop'),
    apis: new Map([
      ['/api', 'http://localhost:3000'],
      ['/v1', 'http://localhost:3001'],
    ]),
    allowed: ['http://localhost:3002'],
    strict: true,
    loki: 'http://localhost:3100',
    country: 'DE',
    dataDirectory: resolve('data'),
    ports: { Links: 0, Site: 65535 },
    apiKey: 'key',
    chromium: '/chromium',
  });
});

test('what is empty in the environment is not set', () => {
  expect(read([], { PORT: '', SITE_PORT: '', DATA_DIR: '' })).toEqual(read([]));
});

test.each([[['--help']], [['-h']], [['--app', 'examples/shop', '--help']]])('%j asks for help', args => {
  expect(read(args)).toBeUndefined();
});

test.each<[what: string, environment: Record<string, string>, args: string[], sentence: string]>([
  ['a folder without index.html', {}, ['--app', 'docs'], '--app docs: there is no index.html in it'],
  ['an API that is no URL', {}, ['--app', 'examples/shop', '--api', 'http://'], 'this must be a URL'],
  ['an API that is no URL, for the sample', {}, ['--api', 'x'], 'this must be a URL'],
  ['an origin that is none', {}, ['--allow', 'x'], '--allow x: this must be an origin'],
  ['a country that is none', {}, ['--country', 'Germany'], '--country Germany: this must be a code'],
  [
    'a Loki that is nowhere',
    {},
    ['--loki', 'localhost:3100'],
    '--loki localhost:3100: this must be where Loki is',
  ],
  ['an option there is not', {}, ['--ap', 'x'], "Unknown option '--ap'"],
  ['an option without its value', {}, ['--app'], "'--app <value>' argument missing"],
  ['a port that is none', { PORT: 'x' }, [], 'PORT=x: this must be a port'],
  ['a port that is too great', { SITE_PORT: '65536' }, [], 'SITE_PORT=65536: this must be a port'],
])('%s is refused with a sentence', (_, environment, args, sentence) => {
  expect(() => read(args, environment)).toThrow(sentence);
});
