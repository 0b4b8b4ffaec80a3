import { expect, test } from '@jest/globals';
import { linksNote, namesInLinks, readNote } from '../../cli/audit-notes.ts';

const SITE = 'https://www.example.com';

test.each<[what: string, links: string[], names: string[]]>([
  ['two values at one path', [`${SITE}/item?id=1`, `${SITE}/item?id=2`], ['id']],
  ['with and without', [`${SITE}/item?id=1`, `${SITE}/item`], []],
  ['one value everywhere', [`${SITE}/a?lang=de`, `${SITE}/b?lang=de`], []],
  ['values of different paths', [`${SITE}/a?id=1`, `${SITE}/b?id=2`], []],
  ['advertising', [`${SITE}/a?utm_source=1`, `${SITE}/a?utm_source=2`], []],
  ['another site', ['https://other.example/?id=1', 'https://other.example/?id=2'], []],
  ['what is no address', ['x?id=1', '', 'mailto:a?id=2'], []],
])('links that differ in %s', (_, links, names) => {
  expect(namesInLinks(links, `${SITE}/`)).toEqual(names);
});

test('notes name the parameters and the line of the settings that keeps them', () => {
  for (const note of [readNote, linksNote])
    expect(note(['id', 'q'], ['page'])).toMatch(/\?id, \?q.*pageParameters: \[page, id, q\]$/);
});
