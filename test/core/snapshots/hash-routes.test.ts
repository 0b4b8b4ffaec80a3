import { expect, test } from '@jest/globals';
import { hashRoute, hashRouteOf } from '../../../core/snapshots/hash-routes.ts';

const PAGE = 'https://www.example.com/shop?page=2';

test.each<[address: string, route: string | undefined]>([
  ['#/about', '#/about'],
  ['#!/about', '#!/about'],
  ['/#/about?a=1', '#/about?a=1'],
  ['https://www.example.com/#/about', '#/about'],
  ['https://other.example/#/about', undefined], // another site's
  ['#about', undefined], // a place in the page
  ['#', undefined],
  ['/about', undefined],
  ['/about?at=#', undefined],
  ['mailto:a@example.com#/x', undefined],
  ['http://[#/x', undefined],
])('%s leads to %s', (address, route) => {
  expect(hashRoute([address], PAGE)).toBe(route);
  expect(hashRouteOf(`<p>#/no</p><a class="a" href="${address}">x</a>`, PAGE)).toBe(route);
});

test('the first of a page is told', () => {
  expect(hashRoute(['/a', '#b', '#/c', '#/d'], PAGE)).toBe('#/c');
});
