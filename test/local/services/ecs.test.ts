import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { systemClock } from '../../../core/clock.ts';
import { systemRandom } from '../../../core/ids.ts';
import { Containers } from '../../../local/services/ecs.ts';
import { Stack } from '../../../local/template/stack.ts';
import { processes } from '../../core/browser/processes.ts';
import { killedAfter } from '../killed.ts';

let root: string;
let logs: string[];
let containers: Containers;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'signpost-ecs-'));
  mkdirSync(join(root, 'dist/containers'), { recursive: true });
  logs = [];
});
afterEach(async () => {
  await containers?.close();
  rmSync(root, { recursive: true });
});

const ENDPOINT = 'http://127.0.0.1:1';
const ROLE = { 'Fn::GetAtt': ['Role', 'Arn'] };

/** A stack whose one service runs dist/containers/work.mjs. */
function stackOptions(stopTimeout = 30) {
  const container = {
    Name: 'work',
    Essential: true,
    StopTimeout: stopTimeout,
    LogConfiguration: { LogDriver: 'awslogs', Options: { 'awslogs-group': '/ecs/work' } },
    Environment: [{ Name: 'QUEUE', Value: { 'Fn::Sub': `\${AWS::StackName}-jobs` } }],
  };
  const Task = {
    Type: 'AWS::ECS::TaskDefinition',
    Properties: { Family: 'work', TaskRoleArn: ROLE, ContainerDefinitions: [container] },
  };
  const Service = { Type: 'AWS::ECS::Service', Properties: { TaskDefinition: { Ref: 'Task' } } };
  const Role = { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: { Statement: [] } } };
  const template = { Resources: { Task, Service, Role } };
  return { template, parameters: {}, endpoint: ENDPOINT, hosts: {}, dataDirectory: root };
}

function service(program: string, stopTimeout?: number): Containers {
  writeFileSync(join(root, 'dist/containers/work.mjs'), program);
  const stack = new Stack({ ...stackOptions(stopTimeout), random: systemRandom });
  const log = (source: string, line: string) => logs.push(`${source}: ${line}`);
  const environment = { TMPDIR: root };
  const onLine = (group: string, line: string) => logs.push(`${group} ${line}`);
  return new Containers(stack, { root, endpoint: ENDPOINT, environment, clock: systemClock, log, onLine });
}

async function heard(line: string, times = 1): Promise<void> {
  for (let left = 500; logs.filter(each => each === `Service/work: ${line}`).length < times; left--) {
    if (left === 0) throw new Error(`not within 10 s: ${line} in ${logs.join('\n')}`);
    await new Promise(resolve => setTimeout(resolve, 20));
  }
}

const STAYS = "console.log('up'); setInterval(() => {}, 1000);";

describe('the container of a service', () => {
  test('has the task’s environment, the endpoint and its role’s key, and nothing of the laptop’s', async () => {
    process.env.SECRET_OF_THE_LAPTOP = 'x';
    containers = service(`console.log(JSON.stringify(process.env)); ${STAYS}`);
    containers.start();
    await heard('up');
    delete process.env.SECRET_OF_THE_LAPTOP;
    const environment = JSON.parse(logs[0]?.replace('Service/work: ', '') ?? '');
    expect(environment).toMatchObject({
      QUEUE: 'signpost-local-jobs',
      AWS_ENDPOINT_URL: ENDPOINT,
      TMPDIR: root,
    });
    expect(environment).not.toHaveProperty('SECRET_OF_THE_LAPTOP');
    expect(containers.callerOf(environment.AWS_ACCESS_KEY_ID)).toEqual({ kind: 'role', roleName: 'Role' });
    expect(containers.callerOf('SOMEONE')).toBeUndefined();
  });

  test('is started again when it ends, by itself or not', async () => {
    containers = service(`process.once('SIGUSR2', () => process.exit(3)); ${STAYS}`); // it can be told before it is heard
    containers.start();
    await heard('up');
    containers.kill('Service', 'SIGUSR2');
    await heard('ended with 3; another one is started');
    await heard('up', 2);
    containers.kill('Service', 'SIGKILL');
    await heard('ended with SIGKILL; another one is started');
    await heard('up', 3);
  });

  test('gets SIGTERM at the end, and the time to finish', async () => {
    const finish = "setTimeout(() => { console.log('finished'); process.exit(0); }, 200)";
    containers = service(`process.once('SIGTERM', () => ${finish}); ${STAYS}`);
    containers.start();
    await heard('up');
    await containers.close();
    await heard('finished');
    expect(logs.join()).not.toContain('another one');
  });

  test('is killed when it takes longer than StopTimeout', async () => {
    containers = service(`process.on('SIGTERM', () => console.log('no')); ${STAYS}`, 1);
    containers.start();
    await heard('up');
    await containers.close();
    await heard('no');
  });

  test('does not outlive the local cloud, whatever that dies of', async () => {
    writeFileSync(join(root, 'dist/containers/work.mjs'), `console.log(process.pid); ${STAYS}`);
    const [pid] = await killedAfter(
      1,
      `import { Containers } from ${module('local/services/ecs.ts')};
       import { Stack } from ${module('local/template/stack.ts')};
       import { systemClock as clock } from ${module('core/clock.ts')};
       import { systemRandom as random } from ${module('core/ids.ts')};
       const options = ${JSON.stringify({ ...stackOptions(), root })};
       const log = (_, line) => console.log(line);
       new Containers(new Stack({ ...options, random }), { ...options, clock, log, onLine: () => {} }).start();`,
    );
    const lives = () => processes().some(each => each.pid === Number(pid) && each.state !== 'Z');
    for (let left = 3_000; lives(); left--) {
      if (left === 0) throw new Error(`${pid} still runs after a minute`);
      await new Promise(resolve => setTimeout(resolve, 20));
    }
  });
});

const module = (path: string) => JSON.stringify(new URL(`../../../${path}`, import.meta.url).href);

test('a service without its task definition stops the start with a sentence', () => {
  const Service = { Type: 'AWS::ECS::Service', Properties: { TaskDefinition: 'elsewhere' } };
  const template = { Resources: { Service } };
  const stack = new Stack({ ...stackOptions(), template, random: systemRandom });
  const log = () => undefined;
  const options = { root, endpoint: '', clock: systemClock, log, onLine: log };
  expect(() => new Containers(stack, options)).toThrow('Service: there is no task definition elsewhere.');
});
