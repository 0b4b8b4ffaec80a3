import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { figure, table } from '../../core/text-table.ts';
import { installedList, type Listed, namesOf } from '../../infra/crawler-names.ts';
import { type Detector, detectorOf, OURS, ownDetectors } from './detectors.ts';
import { halvesOf, unseenIn } from './halves.ts';
import { type Label, parseRows, type Row, rowsOf } from './labels.ts';
import { meanOf, type Shares, scoreOf, sharesOf } from './score.ts';

const ODD = 'of them odd %';
const HEAD = ['', 'recall %', 'tools %', 'people %', ODD, 'score'];
const TARGET = ['target', '≥ 98', '≤ 2', '≤ 0.01', '0', '≥ 99'];

/** Without a file: the crawlers npm lists, and the people of two lists. Held out: tables of one half meet the other half. */
export function routingOfList(peers: readonly Detector[]): string {
  const { list, version } = installedList();
  const halves = halvesOf(list);
  const people = [...packagedPeople(), ...testedPeople()];
  const tests = halves.map(half => [...rowsOf(half), ...people]);
  const meanOver = (detectorOfTest: (n: number) => Detector): Shares =>
    meanOf(tests.map((rows, n) => sharesOf(detectorOfTest(n), rows)));
  const heldOut = halves.map((_, n) => heldOutDetector(halves[1 - n] ?? []));
  return report(`Routing: crawler-user-agents ${version} and people. ${countsOf(rowsOfList())}`, [
    [HELD_OUT, meanOver(n => heldOut[n] as Detector)],
    ...[...ownDetectors(), ...peers].map(
      detector => [detector.name, meanOver(() => detector)] as [string, Shares],
    ),
  ]);
}

/** Where what we ship answers otherwise than the label says, a line each: what was wanted, and the User-Agent. */
export function missesIn(files: readonly string[]): string {
  const [ours] = ownDetectors();
  return (files.length > 0 ? rowsIn(files) : rowsOfList())
    .filter(({ ua, label }) => label !== 'switch' && ours?.getsPage(ua) !== (label === 'yes'))
    .map(({ ua, label }) => `${label}\t${ua}\n`)
    .join('');
}

/** With files. Held out: tables of the listed crawlers that are in none of them. */
export function routingOfFiles(files: readonly string[], peers: readonly Detector[]): string {
  const rows = rowsIn(files);
  const { list } = installedList();
  const unseen = unseenIn(
    rows.map(({ ua }) => ua),
    list,
  );
  const detectors = [heldOutDetector(unseen), ...ownDetectors(), ...peers];
  return report(
    `Routing: ${files.length === 1 ? 'one file' : `${files.length} files`}. ${countsOf(rows)}; held out: ${unseen.length} of ${list.length} listed crawlers are in none of it`,
    detectors.map(detector => [detector.name, sharesOf(detector, rows)]),
  );
}

const HELD_OUT = `${OURS}, held out`;

function rowsOfList(): Row[] {
  return [...rowsOf(installedList().list), ...packagedPeople(), ...testedPeople()];
}

function rowsIn(files: readonly string[]): Row[] {
  return files.flatMap(file => parseRows(readFileSync(file, 'utf8'), file));
}

function heldOutDetector(list: readonly Listed[]): Detector {
  return detectorOf(HELD_OUT, namesOf(list, {}));
}

function report(title: string, results: readonly (readonly [name: string, shares: Shares])[]): string {
  const rows = results.map(([name, shares]) => [
    name,
    figure(shares.recall, 1),
    figure(shares.tools, 1),
    figure(shares.people, 2),
    figure(shares.odd, 2),
    figure(scoreOf(shares), 1),
  ]);
  // No file says which people are odd.
  const odd = results.some(([, shares]) => !Number.isNaN(shares.odd));
  const shown = [HEAD, ...rows, TARGET].map(cells => cells.filter((_, n) => odd || HEAD[n] !== ODD));
  return `${title}\n\n${table(shown[0] ?? [], shown.slice(1))}`;
}

function countsOf(rows: readonly Row[]): string {
  const count = (label: Label) => figure(rows.filter(row => row.label === label).length);
  return `${count('yes')} crawlers that should get the page, ${count('no')} tools, ${count('person')} people`;
}

/** Browsers of today, by the packagers of npm's `user-agents`. */
export function packagedPeople(): Row[] {
  const folder = dirname(createRequire(import.meta.url).resolve('user-agents'));
  const all = JSON.parse(readFileSync(join(folder, 'user-agents.json'), 'utf8')) as { userAgent: string }[];
  return [...new Set(all.map(({ userAgent }) => userAgent))].map(ua => ({ ua, label: 'person' }));
}

/** The people of our own tests who are not from that package: in apps, on televisions, on phones with crawlers' names. */
function testedPeople(): Row[] {
  return readFileSync('test/core/crawlers/user-agents.tsv', 'utf8')
    .trim()
    .split('\n')
    .map(line => line.split('\t'))
    .filter(([kind, , , , source]) => kind === 'person' && !source?.startsWith('user-agents '))
    .map(([, , , , , ua = '']) => ({ ua, label: 'person', odd: true }));
}
