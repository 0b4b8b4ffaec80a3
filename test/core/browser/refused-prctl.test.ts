import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { checkChromium, childEnvironment, prepareChromium } from '../../../core/browser/chromium.ts';
import { systemClock } from '../../../core/clock.ts';
import { createRenderer } from '../../../core/rendering/renderer.ts';
import { alive, browserOf } from './processes.ts';

/** Debian and all that is made of it have it: https://packages.debian.org/bookworm/perl-base (Essential: yes) */
const PERL = '/usr/bin/perl';
const canFilter = process.platform === 'linux' && process.arch === 'x64' && existsSync(PERL);

/**
 * Starts a program under a filter that refuses the system call `prctl` with EPERM, as Lambda was seen to do.
 * The numbers are those of x86-64. Spec: https://man7.org/linux/man-pages/man2/seccomp.2.html
 */
const filtered = (program: string, variables: NodeJS.ProcessEnv) => `#!${PERL}
my $filter = pack('(SCCL)4', 0x20,0,0,0, 0x15,0,1,157, 0x06,0,0,0x00050001, 0x06,0,0,0x7fff0000);
my $program = pack('Sx6P', 4, $filter);
syscall(157, 38, 1, 0, 0, 0) == 0 or die "no new privileges: $!";
syscall(317, 1, 0, $program) == 0 or die "seccomp: $!";
syscall(157, 3, 0, 0, 0, 0) == -1 or die 'prctl is not refused';
${Object.entries(variables)
  .map(([name, value]) => `$ENV{'${name}'} = '${value}';`)
  .join('\n')}
exec '${program}', @ARGV;
`;

const folder = mkdtempSync(join(tmpdir(), 'signpost-filtered-'));
const environment = { ...process.env };
beforeAll(() => {
  process.env.CHROMIUM_SANDBOX = 'off'; // as in Lambda: Chromium's own sandbox needs prctl
});
afterAll(() => {
  process.env = environment;
  rmSync(folder, { recursive: true, force: true });
});

(canFilter ? test : test.skip)(
  'where prctl is refused Chromium starts, and renders in two contexts at once',
  async () => {
    const real = await prepareChromium({ log: () => undefined });
    const { path, isShell } = await checkChromium(real);
    const executable = join(folder, isShell ? 'headless-shell' : 'chromium'); // it is known by its name
    writeFileSync(executable, filtered(path, childEnvironment(path)), { mode: 0o755 });
    const renderer = createRenderer({
      isAllowedOrigin: () => true,
      loadDocument: async ({ host }) => ({
        status: 200,
        headers: { 'content-type': 'text/html' },
        body: `<main></main><script>document.querySelector('main').textContent = 'made in ${host}'</script>`,
      }),
      launch: { directory: folder, executable },
      log: () => undefined,
      clock: systemClock,
    });
    const hosts = ['a.example', 'b.example'];
    try {
      const pages = await Promise.all(
        hosts.map(host => renderer.render(`https://${host}/`, { deadline: 60_000 })),
      );
      expect(pages.map(({ html }) => /<main>(.*)<\/main>/.exec(html)?.[1])).toEqual(
        hosts.map(host => `made in ${host}`),
      );
      const { group } = browserOf(folder);
      const modes = alive(group)
        .filter(({ command }) => command.includes('--headless'))
        .map(({ pid }) => /^Seccomp:\s*(\d)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
      expect(modes).toContain('2'); // the filter was in force: https://man7.org/linux/man-pages/man5/proc_pid_status.5.html
    } finally {
      await renderer.close();
    }
  },
);
