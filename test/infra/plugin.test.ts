import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { standInForAws } from '../cli/aws-stand-in.ts';

interface Service {
  custom: { settings: Record<string, unknown> };
  functions: Record<string, { reservedConcurrency?: number }>;
}
const Plugin: new (serverless: {
  service: Service;
  classes: { Error: ErrorConstructor };
}) => {
  reserveConcurrency(): void;
} = createRequire(import.meta.url)('../../infra/plugin.cjs');

// https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html: 0 would stop the function.
test.each<[setting: number, reserved: { reservedConcurrency?: number }]>([
  [0, {}],
  [40, { reservedConcurrency: 40 }],
])('with redirectConcurrency %i a link is followed by a function with %j', (setting, reserved) => {
  const redirect = { reservedConcurrency: setting };
  const service = { custom: { settings: {} }, functions: { redirect } };
  new Plugin({ service, classes: { Error } }).reserveConcurrency();
  expect(redirect).toEqual(reserved);
});

describe('a deploy', () => {
  let project: string;
  let aws: Awaited<ReturnType<typeof standInForAws>>;
  beforeEach(async () => {
    project = mkdtempSync(join(tmpdir(), 'signpost-deploy-'));
    aws = await standInForAws(() => undefined);
  });
  afterEach(async () => {
    await aws.close();
    rmSync(project, { recursive: true });
  });

  const write = (path: string, content: unknown) =>
    writeFileSync(join(project, path), typeof content === 'string' ? content : JSON.stringify(content));

  /** The command that a deploy runs: it writes down what it was asked, and ends with a status. */
  const writeCommand = (ends: number) =>
    write(
      'cli/signpost.js',
      `import { writeFileSync } from 'node:fs';
      writeFileSync('asked.json', JSON.stringify([...process.argv.slice(2), process.env.AWS_PROFILE]));
      process.exit(${ends});`,
    );

  /** Deploys a package of next to nothing with this project's plugin, and a preflight that ends with a status. */
  async function deploy(preflightEnds: number): Promise<{ status: unknown; said: string }> {
    for (const folder of ['cli', 'package']) mkdirSync(join(project, folder));
    for (const own of ['infra', 'node_modules']) symlinkSync(resolve(own), join(project, own));
    write('serverless.yml', {
      service: 'signpost',
      plugins: ['./infra/plugin.cjs'],
      provider: { name: 'aws', region: 'us-east-1', stage: 'dev' },
    });
    const state = { service: { provider: {} }, package: { artifactDirectoryName: 'signpost' } };
    write('package/serverless-state.json', state);
    for (const at of ['create', 'update'])
      write(`package/cloudformation-template-${at}-stack.json`, { Resources: {} });
    write('package.json', { type: 'module' });
    writeCommand(preflightEnds);
    write('credentials', '[shop]\naws_access_key_id = OPS\naws_secret_access_key = secret\n');
    const cli = 'node_modules/serverless/bin/serverless.js';
    const args = ['deploy', '--package', 'package', '--stage', 'prod', '--aws-profile', 'shop'];
    const packager = spawn(process.execPath, [cli, ...args], {
      cwd: project,
      env: {
        PATH: process.env.PATH,
        HOME: project,
        SIGNPOST_PACKAGE: 'local', // without the packager's schema, which takes it seconds
        AWS_SHARED_CREDENTIALS_FILE: join(project, 'credentials'),
        AWS_ENDPOINT_URL: aws.url,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const said = Promise.all([buffer(packager.stdout), buffer(packager.stderr)]);
    const [status] = await once(packager, 'exit');
    return { status, said: (await said).join('') };
  }

  const asked = () => JSON.parse(readFileSync(join(project, 'asked.json'), 'utf8'));
  /** Who it is asks the packager before all else. */
  const changes = () => aws.seen.filter(({ service }) => service !== 'sts');

  test('stops when the preflight of its stage and profile finds a problem, before AWS is asked for anything', async () => {
    const { status, said } = await deploy(1);
    expect(asked()).toEqual(['preflight', '--stage', 'prod', 'shop']);
    expect(said).toContain('The account is not ready: see above. Nothing was deployed.');
    expect([status, changes()]).toEqual([1, []]);
  });

  test('goes on to CloudFormation when it finds none', async () => {
    const { said } = await deploy(0);
    expect(asked()).toEqual(['preflight', '--stage', 'prod', 'shop']);
    expect(said).not.toContain('not ready');
    expect(changes()[0]).toMatchObject({ service: 'cloudformation', action: 'DescribeStacks' });
    expect(said).not.toContain('console'); // nothing was deployed: nobody has answered
  });

  test.each([
    [0, ''],
    [
      1,
      'The stack is deployed, and its console is the one before: see above. To try again: npx signpost console --stage prod',
    ],
  ])(
    'brings the console once the stack is there; a command that ends with %i is told as %j',
    async (ends, told) => {
      mkdirSync(join(project, 'cli'));
      write('package.json', { type: 'module' });
      writeCommand(ends);
      write(
        'run.cjs',
        `const Plugin = require(${JSON.stringify(resolve('infra/plugin.cjs'))});
      const service = { custom: {}, provider: { stage: 'dev' } };
      const options = { stage: 'prod', 'aws-profile': 'shop' };
      const { hooks } = new Plugin({ service, classes: { Error } }, options);
      try { hooks['after:deploy:deploy'](); } catch (error) { process.stdout.write(error.message); }`,
      );
      const deployer = spawn(process.execPath, ['run.cjs'], {
        cwd: project,
        env: { PATH: process.env.PATH },
      });
      const said = buffer(deployer.stdout);
      await once(deployer, 'exit');
      expect(asked()).toEqual(['console', '--stage', 'prod', 'shop']);
      expect((await said).toString()).toBe(told);
    },
  );
});
