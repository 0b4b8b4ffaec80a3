import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { dashboards } from './dashboards.ts';

const folder = resolve(import.meta.dirname, '../../dist/dashboards');

mkdirSync(folder, { recursive: true });
for (const [name, dashboard] of Object.entries(dashboards())) {
  const file = join(folder, `${name}.json`);
  writeFileSync(file, `${JSON.stringify(dashboard, null, 2)}\n`);
  process.stdout.write(`${file}\n`);
}
