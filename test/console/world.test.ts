import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { WORLD, WORLD_HEIGHT, WORLD_WIDTH } from '../../console/charts/world.generated.ts';
import { WORLD as FILE, worldMap } from '../../infra/world-map.ts';

test('the map is the one that is made now', () => expect(readFileSync(FILE, 'utf8')).toBe(worldMap()));

test('each country has a name', () => {
  const names = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
  expect(Object.keys(WORLD).filter(code => names.of(code) === undefined)).toEqual([]);
  expect(Object.keys(WORLD).length).toBeGreaterThan(170);
});

/** The middle of a country, as it is on the map. */
function middleOf(code: string): [number, number] {
  const points = [...(WORLD[code] ?? '').matchAll(/M(\d+) (\d+)l([^zM]*)z/g)].flatMap(
    ([, startX, startY, steps = '']) => {
      let [x, y] = [Number(startX), Number(startY)];
      const numbers = [...steps.matchAll(/-?\d+/g)].map(Number);
      const found: [number, number][] = [[x, y]];
      for (let at = 0; at < numbers.length; at += 2) {
        x += numbers[at] ?? 0;
        y += numbers[at + 1] ?? 0;
        found.push([x, y]);
      }
      return found;
    },
  );
  const between = (axis: 0 | 1) => {
    const values = points.map(point => point[axis]);
    return (Math.min(...values) + Math.max(...values)) / 2;
  };
  return [between(0), between(1)];
}

test.each([
  ['DE', 0.54, 0.16],
  ['BR', 0.35, 0.67],
  ['AU', 0.83, 0.77],
  ['XK', 0.56, 0.21],
])('%s is where it belongs', (code, across, down) => {
  const [x, y] = middleOf(code);
  expect(x / WORLD_WIDTH).toBeCloseTo(across, 1);
  expect(y / WORLD_HEIGHT).toBeCloseTo(down, 1);
});
