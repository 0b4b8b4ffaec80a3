import BotParser from 'device-detector-js/dist/parsers/bot/index.js';

const parser = new BotParser();

/** What only checks pages. All its other categories (and its crawlers without one) get the page: that suits it best. */
const CHECKS = [
  'Benchmark',
  'Network Monitor',
  'Security Checker',
  'Security search bot',
  'Site Monitor',
  'Validator',
];

export const getsPage = (userAgent: string): boolean => {
  const found = parser.parse(userAgent);
  return found !== null && !CHECKS.includes(found.category);
};
