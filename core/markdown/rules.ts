import TurndownService from 'turndown';
import { spanOf } from './tables.ts';
import { around, namesOf } from './tree.ts';

/**
 * Writes DOM as Markdown of GitHub's kind: https://github.github.com/gfm/
 * Turndown's own rules are made for documents. These are for what pages have: cards that are a link as a whole, tables with
 * anything in them, tables for layout, code without a `<code>`.
 */
export function markdownWriter(): TurndownService {
  const writer = new TurndownService({
    emDelimiter: '*',
    headingStyle: 'atx',
    bulletListMarker: '-',
    codeBlockStyle: 'fenced',
    hr: '---',
  })
    .addRule('heading', {
      filter: ['h1', 'h2', 'h3', 'h4', 'h5', 'h6'],
      replacement: (content, node) =>
        block(
          isInCell(node)
            ? `**${inLine(content)}**`
            : `${'#'.repeat(Number(node.nodeName[1]))} ${inLine(content)}`,
        ),
    })
    .addRule('link', {
      filter: node => node.nodeName === 'A' && node.hasAttribute('href'),
      replacement: (content, node) => `[${inLine(content)}](${destination(node.getAttribute('href'))})`,
    })
    .addRule('image', {
      filter: 'img',
      replacement: (_, node) =>
        `![${inLine(escaped(node.getAttribute('alt') ?? ''))}](${destination(node.getAttribute('src'))})`,
    })
    .addRule('strong', { filter: ['b', 'strong'], replacement: content => emphasised(content, '**') })
    .addRule('emphasis', { filter: ['em', 'i'], replacement: content => emphasised(content, '*') })
    .addRule('raised', { filter: ['sub', 'sup'], replacement: raised })
    .addRule('formula', {
      filter: node => node.localName === 'tex',
      replacement: (_, node) => {
        const sign = node.hasAttribute('display') ? '$$' : '$';
        const tex = `${sign}${node.textContent}${sign}`;
        return sign === '$' ? tex : block(tex);
      },
    })
    .addRule('strikethrough', { filter: ['del', 's'], replacement: content => `~~${content}~~` })
    .addRule('checkbox', {
      filter: node => node.nodeName === 'INPUT' && node.getAttribute('type') === 'checkbox',
      replacement: (_, node) => (node.hasAttribute('checked') ? '[x] ' : '[ ] '),
    })
    .addRule('code', {
      filter: 'pre',
      replacement: (_, node) => (isInCell(node) ? codeLines(node) : codeBlock(node)),
    })
    .addRule('term', { filter: 'dt', replacement: content => block(`**${inLine(content)}**`) })
    .addRule('item', { filter: 'li', replacement: item })
    .addRule('block', { filter: ['summary', 'legend', 'caption'], replacement: block })
    .addRule('cell', { filter: ['td', 'th'], replacement: cell })
    .addRule('row', { filter: 'tr', replacement: onlyInData(content => `|${content}\n`) })
    .addRule('rows', { filter: ['thead', 'tbody', 'tfoot'], replacement: onlyInData(content => content) })
    .addRule('table', { filter: 'table', replacement: onlyInData(table) });
  writer.escape = escaped;
  return writer;
}

/** Text that reads like a tag or an entity stays text: Markdown may hold HTML, and not every reader of it is careful. */
const escaped = (text: string) =>
  TurndownService.prototype
    .escape(text)
    .replace(/<(?=[a-z/!?])|&(?=#?\w+;)/gi, '\\$&')
    .replace(/^(\s*\d+)(?=\) )/, '$1\\')
    .replace(/\\?~{2,}/g, run => '\\~'.repeat(run.replace('\\', '').length));

/** Around blocks, or nothing, its signs would stand alone. */
const emphasised = (content: string, sign: string) =>
  /\S/.test(content) && !/\n\s*\n/.test(content) ? `${sign}${content}${sign}` : content;

/** 10<sup>6</sup> is no 106; H2O reads as well as it is. */
function raised(content: string, node: HTMLElement): string {
  const isNumber = /^[-+−–]?\d/.test(node.textContent ?? '');
  const isOnNumber = /\d$/.test(node.previousSibling?.textContent ?? '');
  return isNumber && isOnNumber ? `<${node.localName}>${content}</${node.localName}>` : content;
}

/** With the number that the list has given it, which Markdown's own counting knows of the first alone. */
function item(content: string, node: HTMLElement): string {
  const mark = node.parentNode?.nodeName === 'OL' ? `${node.getAttribute('value')}.  ` : '-   ';
  const text = content.replace(/^\n+|\n+$/g, '') + (content.endsWith('\n') ? '\n' : '');
  return mark + text.replaceAll('\n', `\n${' '.repeat(mark.length)}`) + (node.nextSibling ? '\n' : '');
}

const destination = (address: string | null) => (address ?? '').replace(/[()<>\\]/g, '\\$&');

const block = (text: string) => `\n\n${text}\n\n`;

const lines = (text: string) =>
  text
    .split('\n')
    .map(line => line.trim())
    .filter(Boolean);

/** Text that may not break: a heading and a link end with their line. */
const inLine = (text: string) =>
  lines(text)
    .map(line => line.replace(/^#{1,6} /, ''))
    .join(' ');

const CELLS = namesOf('td th');
const TABLE = namesOf('table');

/** In a table of data there is no room for a block. */
const isInCell = (node: HTMLElement) => {
  const cell = around(node, CELLS);
  return cell !== undefined && isData(cell);
};

/** Tables for layout say so; the others hold data. */
const isData = (node: Element) => {
  const table = node.localName === 'table' ? node : around(node, TABLE);
  return !['presentation', 'none'].includes(table?.getAttribute('role') ?? '');
};

/** A part of a table that is for layout is a block like any other. */
const onlyInData =
  (replacement: TurndownService.ReplacementFunction): TurndownService.ReplacementFunction =>
  (content, node, options) =>
    isData(node) ? replacement(content, node, options) : block(content);

const cell = onlyInData((content, node) => {
  const text = lines(content).join('<br>').replaceAll('|', '\\|');
  return ` ${text} |${'  |'.repeat(spanOf(node) - 1)}`;
});

/** Every table needs a heading row: https://github.github.com/gfm/#tables-extension- */
function table(content: string, node: HTMLElement): string {
  const rows = lines(content).filter(line => line.startsWith('|'));
  const captions = lines(content).filter(line => !line.startsWith('|'));
  const cellsIn = (row: string) => row.split(' |').length - 1;
  const columns = rows.reduce((most, row) => Math.max(most, cellsIn(row)), 0);
  if (columns === 0) return block(captions.join('\n'));
  const first = node.querySelector('tr');
  const isHeading =
    first?.parentElement?.nodeName === 'THEAD' ||
    Array.from(first?.children ?? []).every(({ nodeName }) => nodeName === 'TH');
  const heading = isHeading ? (rows.shift() ?? '') : '|';
  const missing = '  |'.repeat(columns - cellsIn(heading)); // with fewer cells than there are columns it would be no table
  return block([...captions, '', heading + missing, `|${' --- |'.repeat(columns)}`, ...rows].join('\n'));
}

function codeBlock(node: HTMLElement): string {
  const code = (node.textContent ?? '').replace(/\n$/, '');
  const language = languageOf(node);
  const fence = '`'.repeat(Math.max(3, longestTicks(code) + 1));
  return block(`${fence}${language}\n${code}\n${fence}`);
}

/** As highlight.js, Prism, Shiki, GitHub, Jekyll and VitePress write it. */
function languageOf(pre: HTMLElement): string {
  const around = [pre, pre.querySelector('code'), pre.parentElement, pre.parentElement?.parentElement];
  for (const element of around) {
    const given = element?.getAttribute('data-lang') ?? element?.getAttribute('data-language');
    const named = /(?:^|\s)(?:lang(?:uage)?|highlight-source)-([\w+#.-]+)/.exec(
      element?.className ?? '',
    )?.[1];
    const language = given ?? named;
    if (language && /^[\w+#.-]+$/.test(language)) return language;
  }
  return '';
}

function codeLines(node: HTMLElement): string {
  const code = lines(node.textContent ?? '').map(line => {
    const ticks = '`'.repeat(longestTicks(line) + 1);
    return ticks.length > 1 ? `${ticks} ${line} ${ticks}` : `\`${line}\``;
  });
  return block(code.join('\n'));
}

/** A code ends with the first run of as many backticks as it began with. */
const longestTicks = (code: string) =>
  (code.match(/`+/g) ?? []).reduce((longest, { length }) => Math.max(longest, length), 0);
