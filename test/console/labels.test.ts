import { describe, expect, test } from '@jest/globals';
import { nameOf, placesOfTimes } from '../../console/clicks/labels.ts';

test.each([
  ['country', 'DE', 'Germany'],
  ['country', '(none)', 'Unknown country'],
  ['country', '(other)', 'Others'],
  ['rule', '2', 'Rule 2'],
  ['rule', '(none)', 'No rule'],
  ['via', 'qr', 'QR code'],
  ['via', 'link', 'Link'],
  ['device', 'tablet', 'Tablet'],
  ['device', 'watch', 'watch'],
  ['os', 'macos', 'macOS'],
  ['browser', 'samsung', 'Samsung Internet'],
  ['browser', 'netscape', 'netscape'],
  ['agent', 'crawlers/googlebot', 'googlebot (Crawlers)'],
  ['agent', 'previews/slackbot', 'slackbot (Previews)'],
  ['agent', 'tools/curl/8', 'curl/8 (Programs)'],
  ['referrer', 'www.example.com', 'www.example.com'],
] as const)('%s %s is called %s', (dimension, value, name) => expect(nameOf(dimension, value)).toBe(name));

describe('what a unit of time is called, in few letters and in full', () => {
  // A day is that day wherever the person is.
  test.each([
    ['day', '2026-11-30', 'Nov 30', 'Mon, November 30, 2026'],
    ['week', '2026-11-30', 'Nov 30', 'Week of November 30, 2026'],
    ['month', '2026-11', 'Nov 26', 'November 2026'],
  ] as const)('%s %s', (unit, time, short, long) =>
    expect(placesOfTimes([time], unit)).toEqual([{ short, long }]),
  );

  test('an hour is of the person’s own zone', () => {
    const time = '2026-11-30T06:00+01:00';
    const [place] = placesOfTimes([time], 'hour');
    const own = new Date(time);
    expect(place?.short).toMatch(new RegExp(`^0?${own.getHours() % 12 || 12}:00\\s[AP]M$`));
    expect(place?.long).toContain(`${own.getDate()}`);
  });
});
