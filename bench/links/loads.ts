import { execFile } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type BuildOptions, build } from 'esbuild';

const ROOT = new URL('../..', import.meta.url).pathname;
const STARTS = 21;

const CONTENTS = {
  empty: 'export const handler = () => undefined;',
  SDK: `import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
    import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
    const client = DynamoDBDocumentClient.from(new DynamoDBClient({}));
    export const handler = input => client.send(new GetCommand(input));`,
};

/** As infra/build.ts bundles functions. */
const options: BuildOptions = {
  bundle: true,
  minify: true,
  platform: 'node',
  format: 'esm',
  target: 'node22',
  mainFields: ['module', 'main'],
  banner: {
    js: "import{createRequire as signpostCreateRequire}from'node:module';const require=signpostCreateRequire(import.meta.url);",
  },
};

export interface Load {
  name: string;
  kb: number;
  /** Of each fresh process, in milliseconds: on the wall, and of processor time. */
  wall: number[];
  cpu: number[];
}

/**
 * How long fresh processes take to load an empty bundle, the SDK's client of DynamoDB alone, and functions, by turns.
 *
 * @param bundles the file of each function, by its name
 * @param env what they read from their environment
 */
export async function loads(
  bundles: Record<string, string>,
  env: Record<string, string>,
  progress: (text: string) => void,
): Promise<Load[]> {
  const folder = await mkdtemp(join(tmpdir(), 'signpost-bench-loads-'));
  try {
    const files: [string, string][] = [];
    for (const [name, contents] of Object.entries(CONTENTS)) {
      const outfile = join(folder, `${name}.mjs`);
      await build({ ...options, stdin: { contents, resolveDir: ROOT }, outfile });
      files.push([name, outfile]);
    }
    files.push(...Object.entries(bundles));
    const found = await Promise.all(
      files.map(async ([name, file]) => ({ name, file, kb: (await stat(file)).size / 1024 })),
    );
    const all = found.map(each => ({ ...each, wall: [] as number[], cpu: [] as number[] }));
    for (let start = 0; start < STARTS; start++) {
      for (const each of all) {
        const { wall, cpu } = await loadOnce(each.file, env);
        each.wall.push(wall);
        each.cpu.push(cpu);
      }
      if (start % 5 === 4) progress(`load: ${start + 1} of ${STARTS}`);
    }
    return all;
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** How long a fresh process takes to load a file, in milliseconds: on the wall, and of processor time. */
export async function loadOnce(
  file: string,
  env: Record<string, string>,
): Promise<{ wall: number; cpu: number }> {
  const script = `const [start, used] = [performance.now(), process.cpuUsage()];
    import(${JSON.stringify(file)}).then(() => {
      const { user, system } = process.cpuUsage(used);
      console.log(JSON.stringify({ wall: performance.now() - start, cpu: (user + system) / 1000 }));
      process.exit(); // what renders has begun to start its browser
    });`;
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', script], {
    env: { ...process.env, ...env },
  });
  return JSON.parse(stdout);
}
