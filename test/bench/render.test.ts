import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { aimTable, speedAims } from '../../bench/render/aims.ts';
import { contentsOf, IN_STOCK, productOf, STYLE_MARK } from '../../bench/render/catalogue.ts';
import { ENDLESS, HOSTILE } from '../../bench/render/hostile.ts';
import { median, quantile } from '../../bench/render/measure.ts';
import { ask, CONTAINER, FLOOR, startParty } from '../../bench/render/party.ts';
import { ProcessGroup, sum } from '../../bench/render/processes.ts';
import { measureSpeed, speedTables } from '../../bench/render/speed.ts';
import { withSite } from '../../bench/render.ts';

describe('figures', () => {
  test.each([
    [[7], 0.5, 7],
    [[3, 1, 2], 0.5, 2],
    [[4, 1, 3, 2], 0.5, 2],
    [Array.from({ length: 100 }, (_, n) => n + 1), 0.95, 95],
    [[1, 2, 3], 0.95, 3],
    [[], 0.5, Number.NaN],
  ])('of %j, %d are not above %d', (values, share, result) => {
    expect(quantile(values, share)).toBe(result);
  });

  test.each([
    [[3, 1, 2], 2],
    [[4, 1, 3, 2], 2.5],
    [[], Number.NaN],
  ])('the middle of %j is %d', (values, result) => {
    expect(median(values)).toBe(result);
  });

  test.each([
    { values: [1, 1.1, 9], target: 1.1, says: 'met' },
    { values: [1.2, 1.11, 1], target: 1.1, says: 'missed' },
    { values: [15], target: 15, atLeast: true, says: 'met' },
    { values: [14.9], target: 15, atLeast: true, says: 'missed' },
    { values: [], target: 15, says: '–' },
  ])('an aim of $target with $values is $says', ({ says, ...aim }) => {
    const [line = ''] = aimTable([{ what: 'an aim', ...aim }])
      .split('\n')
      .slice(2);
    expect(line.split(/\s{2,}/).at(-1)).toBe(says);
  });
});

describe('what a snapshot holds', () => {
  const product = productOf(7);
  const { name, price, review, stock } = product;
  const text = name + price + review;
  test.each([
    ['all of it', text + STYLE_MARK + IN_STOCK + stock, { complete: true, styles: true, shadow: true }],
    ['no price', name + review, { complete: false, styles: false, shadow: false }],
    ["another product's review", name + price, { complete: false, styles: false, shadow: false }],
    ["the component's attribute only", text + stock, { complete: true, styles: false, shadow: false }],
    ['nothing', '', { complete: false, styles: false, shadow: false }],
  ])('%s', (_, html, contents) => {
    expect(contentsOf(html, product)).toEqual(contents);
  });
});

describe('hostile pages', () => {
  test.each([...HOSTILE, ENDLESS])('$name: the wanted text is made by a script', ({ html, wanted }) => {
    expect(html).not.toContain(wanted);
  });

  test('have paths of their own', () => {
    expect(new Set(HOSTILE.map(({ path }) => path)).size).toBe(HOSTILE.length);
  });
});

describe('the processes of a program', () => {
  const work = 'while (process.cpuUsage().user < 200_000);';
  const done = `require('fs').writeFileSync(process.env.TMPDIR + '/done', '')`;
  const stay = 'setTimeout(() => {}, 60_000)';

  test.each([
    ['its own', `${work} ${done}; ${stay}`],
    [
      'a child that has ended',
      `require('child_process').spawnSync(process.execPath, ['-e', '${work}']); ${done}; ${stay}`,
    ],
    [
      'a child in a session of its own, below a shell that has left it',
      `require('child_process').spawn('/bin/sh', ['-c', '"$0" -e "$1" &', process.execPath, ${JSON.stringify(
        `${work} ${done}; ${stay}`,
      )}], { detached: true, stdio: 'ignore' }); ${stay}`,
    ],
  ])(
    'count the CPU of %s, and are ended',
    async (_, script) => {
      const folder = mkdtempSync(join(tmpdir(), 'signpost-bench-test-'));
      const env = { ...process.env, TMPDIR: folder };
      const child = spawn(process.execPath, ['-e', script], { env, detached: true, stdio: 'ignore' });
      const group = new ProcessGroup(folder, child.pid ?? 0);
      try {
        const end = performance.now() + 100_000;
        while (!existsSync(join(folder, 'done')) && performance.now() < end) await sleep(20);
        const { cpu, pssMb } = group.state({ memory: true });
        expect(sum(cpu)).toBeGreaterThan(150);
        expect(pssMb).toBeGreaterThan(1);
      } finally {
        const ended = once(child, 'exit');
        group.kill();
        await ended;
        await group.gone(60_000);
        expect(group.state().running).toBe(0);
        rmSync(folder, { recursive: true });
      }
    },
    240_000,
  );
});

test('a small round: every page is complete, each table has its parties, nothing is left behind', async () => {
  await withSite(async site => {
    const parties = [FLOOR, CONTAINER];
    const size = { rounds: 1, pages: 4, warmUp: 1 };
    const rounds = await measureSpeed(site, { parties, ...size, progress: () => undefined });
    for (const { name } of parties) {
      const [round] = rounds.get(name) ?? [];
      if (!round) throw new Error(`${name} has no round`);
      const { alone, four } = round;
      expect({ incomplete: [alone.incomplete, four.incomplete] }).toEqual({ incomplete: [0, 0] });
      expect([alone.ms.length, four.ms.length]).toEqual([4, 8]);
      expect(sum(alone.cpu)).toBeGreaterThan(0);
      expect(alone.pssMb).toBeGreaterThan(10);
    }
    const tables = speedTables(rounds);
    expect(
      tables.match(/^(floor|Signpost, container)( {2,}[\d.,]+){6} {2,}(yes|no) {2,}(yes|no) {2,}–$/gm),
    ).toHaveLength(4);
    expect(aimTable(speedAims(rounds))).toMatch(/^container p50 \/ floor .*(met|missed)$/m);

    const instance = await startParty(CONTAINER, site);
    expect((await ask(instance.port, `${site.origin}/products/1`)).html).toContain(productOf(1).price);
    expect(await instance.stop()).toBe(0);
    expect(instance.processes.members().filter(({ state }) => state !== 'Z')).toEqual([]);
  });
}, 300_000);
