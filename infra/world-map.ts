import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type GeoContext, type GeoPermissibleObjects, geoEqualEarth, geoPath } from 'd3-geo';
import { feature } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';

/**
 * Makes console/charts/world.generated.ts of Natural Earth's countries: projected once, here, onto a grid of whole numbers, so a
 * browser needs neither the projection nor the atlas. Run: npm run world
 */

/** Where the map is. */
export const WORLD = 'console/charts/world.generated.ts';

const WIDTH = 1000;
/** Of the ice at the bottom nobody clicks, and it would take a fifth of the height. */
const LEFT_OUT = 'AQ';

/** Parts that the atlas draws by themselves and ISO 3166 does not: addresses there are counted as these countries'. */
const WITHOUT_ID: Record<string, string> = { Kosovo: 'XK', 'N. Cyprus': 'CY', Somaliland: 'SO' };

type Atlas = Topology<{ countries: GeometryCollection<{ name: string }> }>;

/** The map as TypeScript: its size, and each country's outline, as an SVG path, by its two letters. */
export function worldMap(): string {
  const atlas = JSON.parse(
    readFileSync(createRequire(import.meta.url).resolve('world-atlas/countries-110m.json'), 'utf8'),
  ) as Atlas;
  const { features } = feature(atlas, atlas.objects.countries);
  const shown = features
    .map(each => ({ code: codeOf(each.id, each.properties.name), shape: each }))
    .filter(({ code }) => code !== LEFT_OUT);
  const all = { type: 'FeatureCollection' as const, features: shown.map(({ shape }) => shape) };
  // No points are put between those there are.
  const projection = geoEqualEarth().precision(0).fitWidth(WIDTH, all);
  const height = Math.ceil(geoPath(projection).bounds(all)[1][1]);
  const outlines = new Map<string, string>();
  for (const { code, shape } of shown) {
    const outline = new Outline();
    geoPath(projection, outline)(shape as GeoPermissibleObjects);
    outlines.set(code, (outlines.get(code) ?? '') + outline.path);
  }
  const rows = [...outlines].sort(([one], [other]) => (one < other ? -1 : 1));
  return `// Made by \`npm run world\` of world-atlas (Natural Earth, public domain). Do not edit.

export const WORLD_WIDTH = ${WIDTH};
export const WORLD_HEIGHT = ${height};

/** The outline of each country by its two letters (ISO 3166-1). */
export const WORLD: Record<string, string> = {
${rows.map(([code, path]) => `  ${code}: '${path}',`).join('\n')}
};
`;
}

/** The atlas has the numbers of ISO 3166-1; Unicode's data, which JavaScript has, knows them as names for the letters. */
function codeOf(id: string | number | undefined, name: string): string {
  const code = id === undefined ? WITHOUT_ID[name] : new Intl.Locale(`und-${id}`).region;
  if (code === undefined || !/^[A-Z]{2}$/.test(code)) throw new Error(`no two letters for ${name}`);
  return code;
}

/** Writes an SVG path in whole numbers, each point from the one before; those that fall together are one. */
class Outline implements GeoContext {
  path = '';
  #points: [number, number][] = [];

  beginPath(): void {}

  arc(): void {}

  moveTo(x: number, y: number): void {
    this.#points = [[Math.round(x), Math.round(y)]];
  }

  lineTo(x: number, y: number): void {
    const [lastX, lastY] = this.#points.at(-1) ?? [];
    const point: [number, number] = [Math.round(x), Math.round(y)];
    if (point[0] !== lastX || point[1] !== lastY) this.#points.push(point);
  }

  closePath(): void {
    const [first, ...rest] = withoutStraight(this.#points);
    if (!first || rest.length < 2) return;
    let [x, y] = first;
    this.path += `M${x} ${y}l`;
    const steps = rest.map(([toX, toY]) => {
      const step = `${toX - x}${toY - y < 0 ? '' : ' '}${toY - y}`;
      [x, y] = [toX, toY];
      return step;
    });
    this.path += `${steps.join(' ').replaceAll(' -', '-')}z`;
  }
}

/** Without the points that lie on the line between their neighbours. */
function withoutStraight(points: readonly [number, number][]): [number, number][] {
  const kept: [number, number][] = [];
  for (const point of points) {
    const [before, middle] = kept.slice(-2);
    if (before && middle && isStraight(before, middle, point)) kept.pop();
    kept.push(point);
  }
  return kept;
}

const isStraight = ([x0, y0]: [number, number], [x1, y1]: [number, number], [x2, y2]: [number, number]) =>
  (x1 - x0) * (y2 - y1) === (y1 - y0) * (x2 - x1) && (x1 - x0) * (x2 - x1) + (y1 - y0) * (y2 - y1) > 0;

if (import.meta.filename === process.argv[1]) writeFileSync(WORLD, worldMap());
