import { parseArgs } from 'node:util';
import { pricesText, reportOf, textOf } from './report.ts';
import {
  ASSUMED,
  type Assumed,
  assumed,
  type Month,
  numberOf,
  SETTINGS,
  type Settings,
  VOLUMES,
  type Volumes,
} from './volumes.ts';

const rows = (entries: [string, string][]) =>
  entries.map(([name, text]) => `  ${name.padEnd(28)} ${text}`).join('\n');

const HELP = `npm run cost -- [options]

What a month of a stage costs, by service; what others take for it; and which limit of AWS is met first. In US dollars in us-east-1.

What happens in the month; numbers such as 5000, 300k, 100M or 1.5G:
${rows(Object.entries(VOLUMES).map(([name, what]) => [`--${name} NUMBER`, what]))}

How the stage is set, as in infra/settings.yml:
${rows(Object.entries(SETTINGS).map(([name, value]) => [`--setting ${name}=…`, String(value)]))}

What is assumed, to be replaced by your own figures:
${rows(Object.entries(ASSUMED).map(([name, { value, what }]) => [`--assume ${name}=${value}`, what]))}

  --lines                      each kind of use instead of services
  --no-free                    without what AWS gives free each month
  --prices                     the prices, with the page of each, and no bill
  --json                       everything as one JSON document
  --help                       this text
`;

/** Choices of settings that are no numbers. */
const CHOICES: Partial<Record<keyof Settings, readonly string[]>> = {
  viewerRequest: ['lambda', 'cloudfront-function'],
  renderer: ['lambda', 'fargate'],
};

function main(): void {
  const { values } = parseArgs({
    options: {
      redirects: { type: 'string', default: '0' },
      crawlers: { type: 'string', default: '0' },
      pages: { type: 'string', default: '0' },
      people: { type: 'string', default: '0' },
      links: { type: 'string', default: '1000' },
      calls: { type: 'string', default: '0' },
      setting: { type: 'string', multiple: true, default: [] },
      assume: { type: 'string', multiple: true, default: [] },
      lines: { type: 'boolean', default: false },
      'no-free': { type: 'boolean', default: false },
      prices: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help || values.prices) {
    print(values.help ? HELP : pricesText());
    return;
  }
  const names = Object.keys(VOLUMES) as (keyof Volumes)[];
  const volumes = Object.fromEntries(
    names.map(name => [name, numberOf(`--${name}`, values[name])]),
  ) as Volumes;
  const month: Month = { volumes, settings: settingsOf(values.setting), assumed: assumedOf(values.assume) };
  const report = reportOf(month, !values['no-free']);
  print(values.json ? `${JSON.stringify(report, undefined, 2)}\n` : textOf(report, values.lines));
}

const print = (text: string) => process.stdout.write(text);

function settingsOf(pairs: readonly string[]): Settings {
  const settings: Record<string, string | number> = { ...SETTINGS };
  for (const [name, text] of pairs.map(pair => pairOf('--setting', pair, Object.keys(SETTINGS)))) {
    const choices = CHOICES[name as keyof Settings];
    if (choices && !choices.includes(text))
      throw new Error(`--setting ${name}=${text}: expected ${choices.join(' or ')}.`);
    settings[name] = choices ? text : numberOf(`--setting ${name}`, text);
  }
  return settings as Settings;
}

function assumedOf(pairs: readonly string[]): Assumed {
  const values: Record<string, number> = assumed();
  for (const [name, text] of pairs.map(pair => pairOf('--assume', pair, Object.keys(ASSUMED)))) {
    values[name] = numberOf(`--assume ${name}`, text);
    if (name.endsWith('Share') && values[name] > 1)
      throw new Error(`--assume ${name}=${text}: a share is from 0 to 1.`);
  }
  return values as Assumed;
}

function pairOf(option: string, pair: string, names: readonly string[]): [string, string] {
  const [name = '', text] = pair.split('=');
  if (text === undefined || !names.includes(name))
    throw new Error(`${option} ${pair}: expected NAME=VALUE, with one of these names: ${names.join(', ')}.`);
  return [name, text];
}

try {
  main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 2;
}
