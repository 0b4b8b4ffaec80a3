import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { crc32 } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { build } from 'esbuild';
import { packagedTemplate } from '../../local/template/package.ts';
import type { Template } from '../../local/template/template.ts';
import { copyOfProject, type Deployed, packagedForDeploy } from './project.ts';
import { type Entry, entriesOf } from './zip.ts';

// What stands in for /var/task: a folder that its user, who is not its owner, can read and cannot write to.

/** Of the files together, unpacked, in a function that is not an image:
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html#function-configuration-deployment-and-execution */
const MOST_BYTES = 250 * 1024 * 1024;

const folder = mkdtempSync(join(tmpdir(), 'signpost-render-zip-'));
const task = join(folder, 'task');
const temporary = join(folder, 'tmp');
let deployed: Deployed;
let local: Template;
let entries: Entry[];
/** The templates by what they do to a stack. */
const templates = new Map<string, Template>();
let copy: Awaited<ReturnType<typeof copyOfProject>>;

beforeAll(async () => {
  copy = await copyOfProject();
  deployed = await packagedForDeploy(copy.project, 'prod');
  for (const stage of ['create', 'update']) {
    const file = join(copy.project, `.serverless/cloudformation-template-${stage}-stack.json`);
    templates.set(stage, JSON.parse(readFileSync(file, 'utf8')));
  }
  local = await packagedTemplate(copy.project);
  entries = entriesOf(deployed.zips.get('render') ?? Buffer.alloc(0));
  chmodSync(folder, 0o755);
  mkdirSync(temporary);
  chmodSync(temporary, 0o1777);
  for (const { name, content, mode } of entries) {
    const file = join(task, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content, { mode: mode & 0o555 });
  }
}, 300_000);
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await copy.remove();
});

const filesIn = (path: string) => readdirSync(path, { recursive: true, encoding: 'utf8' }).sort();

test('a fresh clone packages without an account, credentials or settings of its user', () => {
  expect(Object.keys(deployed.template.Resources)).toEqual(
    expect.arrayContaining(['Links', 'Site', 'RenderLambdaFunction']),
  );
  expect(deployed.zips.size).toBeGreaterThan(8);
  for (const bundle of ['functions/render.mjs', 'containers/render.mjs', 'edge/viewer-request.mjs'])
    expect(readFileSync(join(copy.project, 'dist', bundle), 'utf8')).toMatch(/handler|SIGTERM/);
});

test('whoever packaged for a deploy and starts the local cloud afterwards gets the stage of the local cloud', () => {
  const isOfProd = (template: Template) => JSON.stringify(template).includes('signpost-prod-');
  expect([isOfProd(deployed.template), isOfProd(local)]).toEqual([true, false]);
});

test('what is in the renderer’s zip fits into a Lambda', () => {
  const bytes = entries.reduce((sum, { name }) => sum + statSync(join(task, name)).size, 0);
  expect(bytes).toBeGreaterThan(190_000_000);
  expect(bytes).toBeLessThan(MOST_BYTES);
});

describe('Chromium runs from there', () => {
  beforeAll(async () => {
    await build({
      entryPoints: ['test/infra/measure-text.ts'],
      bundle: true,
      platform: 'node',
      format: 'esm',
      external: ['@sparticuz/chromium'],
      outfile: join(folder, 'measure-text.mjs'),
      logLevel: 'error',
    });
  });

  test('as another user, who may write into /tmp alone: nothing is unpacked or written beside it, and it has a font', () => {
    const before = filesIn(task);
    const directory = join(temporary, 'signpost-chromium');
    const other = process.getuid?.() === 0 ? { uid: 1000, gid: 1000 } : {};
    const { stdout, stderr } = spawnSync(process.execPath, [join(folder, 'measure-text.mjs'), directory], {
      ...other,
      cwd: '/',
      env: {
        PATH: process.env.PATH,
        TMPDIR: temporary,
        AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x',
        LAMBDA_TASK_ROOT: task,
      },
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    const { product, widths } = JSON.parse(stdout);
    expect(product).toMatch(/147\.0\./);
    expect(widths).toEqual([279, 75]); // Open Sans has an m of 0.93 em and an i of 0.25
    expect(filesIn(task)).toEqual(before);
    expect(readdirSync(temporary)).not.toContain('chromium-147.0.0');
  });
});

// The packager makes a bucket of its own before all else, and leaves it open unless it is told not to.
test.each(['create', 'update'])(
  'in the template to %s a stack every bucket is closed to the public',
  stage => {
    const { Resources = {} } = templates.get(stage) ?? {};
    const buckets = Object.values(Resources).filter(({ Type }) => Type === 'AWS::S3::Bucket');
    expect(buckets).toHaveLength(stage === 'create' ? 1 : 3);
    for (const { Properties } of buckets)
      expect(Properties?.PublicAccessBlockConfiguration).toEqual({
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      });
  },
);

test('the local cloud boots the template that deploys, but for the stage, and what the zips are called and hold', () => {
  expect(withoutZips(local)).toEqual(withoutZips(deployed.template));
  expect(existsSync(join(copy.project, '.serverless'))).toBe(false); // a package without zips is none to deploy
});

/** A template of stage `dev`, without the places of the zips, and without what is made of their hashes and of the time. */
function withoutZips(template: Template): unknown {
  const text = JSON.stringify(template)
    .replace(/"S3Key":"[^"]*"/g, '"S3Key":"a zip"')
    .replace(/"CodeSha256":"[^"]*"/g, '"CodeSha256":"of a zip"')
    .replace(/(LambdaVersion)\w+/g, '$1')
    .replace(/\bsignpost-prod-/g, 'signpost-dev-')
    .replace('"STAGE":"prod"', '"STAGE":"dev"')
    .replace('"prod-signpost"', '"dev-signpost"');
  return JSON.parse(text);
}

describe('the zips', () => {
  /** Each file in a function's zip, with its CRC-32. */
  const zipped = (name: string) => crcs(entriesOf(deployed.zips.get(name) ?? Buffer.alloc(0)));
  const crcs = (files: Entry[]) => new Map(files.map(({ name, crc }) => [name, crc]));

  test.each([
    ['links', 'dist/functions/links.mjs'],
    ['snapshots', 'dist/functions/snapshots.mjs'],
    ['mcp', 'dist/functions/mcp.mjs'],
    ['sitemap', 'dist/functions/sitemap.mjs'],
    ['rerender', 'dist/functions/rerender.mjs'],
    ['identities', 'dist/functions/identities.mjs'],
    ['logs', 'dist/functions/logs.mjs'],
    ['viewerRequest', 'dist/edge/viewer-request.mjs'],
    ['originResponse', 'dist/edge/origin-response.mjs'],
  ])('%s.zip holds %s and nothing else, the very file that runs on a laptop', (name, file) => {
    expect(zipped(name)).toEqual(new Map([[file, crc32(readFileSync(join(copy.project, file)))]]));
  });

  test('redirect.zip holds its bundle, and in a folder what few links need', () => {
    const folder = 'dist/functions/redirect';
    const files = [
      `${folder}.mjs`,
      ...readdirSync(join(copy.project, folder)).map(name => `${folder}/${name}`),
    ];
    const onLaptop = files.map(file => [file, crc32(readFileSync(join(copy.project, file)))] as const);
    expect(zipped('redirect')).toEqual(new Map(onLaptop));
  });

  test('render.zip holds its bundle and Chromium, which is ready to run', () => {
    const found = crcs(entries);
    const bundle = 'dist/functions/render.mjs';
    expect(found.get(bundle)).toBe(crc32(readFileSync(join(copy.project, bundle))));
    const others = [...found.keys()].filter(name => name !== bundle);
    expect(others).toContain('dist/chromium-147.0.0/chromium');
    expect(others.every(name => name.startsWith('dist/chromium-147.0.0/'))).toBe(true);
  });
});
