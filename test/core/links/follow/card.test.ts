import { expect, test } from '@jest/globals';
import { cardIn } from '../../../../core/links/follow/card.ts';

const URL = 'https://www.example.com/products/3';

test.each([
  ['<title> A\n lamp </title>', { title: 'A lamp' }],
  [
    '<title>Tom &amp; Co</title><meta name=description content="5 &lt; 6">',
    { title: 'Tom & Co', description: '5 < 6' },
  ],
  ['<title>T</title><meta property="og:title" content="O">', { title: 'O' }],
  ['<meta name="twitter:title" content="W"><title>T</title>', { title: 'W' }],
  [
    '<title>T</title><meta property="og:description" content="D"><meta name=description content=x>',
    { title: 'T', description: 'D' },
  ],
  [
    '<title>T</title><meta property="og:image" content="/a.png">',
    { title: 'T', image: 'https://www.example.com/a.png' },
  ],
  ['<title>T</title><meta property="og:image" content="javascript:alert(1)">', { title: 'T' }],
  ['<title>T</title><meta property="OG:Site_Name" content="Shop">', { title: 'T', site: 'Shop' }],
  ['<title>T</title></head><body><meta property="og:title" content="body"><title>B</title>', { title: 'T' }],
  ['<body><svg><title>drawing</title></svg>', undefined],
  ['<meta property="og:title" content=" ">', undefined],
  ['', undefined],
])('%s: %j', (head, expected) => {
  const card = cardIn(`<!doctype html><html><head>${head}`, URL);
  expect(card && JSON.parse(JSON.stringify(card))).toEqual(expected);
});
