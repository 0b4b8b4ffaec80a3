/**
 * ECS on Fargate: each service runs one task, and the task one container: the bundle that the image holds, in a process of its
 * own, with the task's environment and its role's leave. One that ends is started again; at the close it gets SIGTERM, and
 * SIGKILL after StopTimeout.
 *
 * Not modelled: images, their environment and user, the read-only file system, limits of memory and CPU, health checks,
 * deployments, scaling, networks, several containers in a task, the address that gives out credentials.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Clock } from '../../core/clock.ts';
import { nameOf, REGION } from '../template/names.ts';
import type { Stack } from '../template/stack.ts';
import type { Caller } from './iam.ts';

export interface ContainersOptions {
  /** The folder that dist/ is in. */
  root: string;
  endpoint: string;
  environment?: Record<string, string>;
  clock: Clock;
  log(source: string, line: string): void;
  /** Hears what a container prints, as it comes to its log group. */
  onLine(logGroup: string, line: string): void;
}

/** A container that ended is started again after this long. The real one waits longer and longer. */
const RESTART_MS = 500;

/** The containers of the stack's services. */
export class Containers {
  readonly #containers = new Map<string, Container>();
  readonly #callers = new Map<string, Caller>();

  constructor(stack: Stack, options: ContainersOptions) {
    const tasks = new Map(
      stack.all('AWS::ECS::TaskDefinition').map(({ id, properties }) => [stack.ref(id), properties]),
    );
    for (const { id, properties } of stack.all('AWS::ECS::Service')) {
      const task = tasks.get(properties.TaskDefinition);
      if (!task) throw new Error(`${id}: there is no task definition ${properties.TaskDefinition}.`);
      const [{ Name, Environment, StopTimeout, LogConfiguration }] = task.ContainerDefinitions;
      const accessKeyId = `LOCAL${id.toUpperCase()}`;
      const config = {
        name: `${id}/${Name}`,
        file: join(options.root, 'dist/containers', `${Name}.mjs`),
        stopTimeoutSeconds: StopTimeout,
        logGroup: LogConfiguration.Options['awslogs-group'],
        environment: {
          ...basicEnvironment(options, accessKeyId),
          ...Object.fromEntries(Environment.map(variable => [variable.Name, variable.Value])),
        },
      };
      this.#containers.set(id, new Container(config, options));
      this.#callers.set(accessKeyId, { kind: 'role', roleName: nameOf(task.TaskRoleArn) });
    }
  }

  start(): void {
    for (const container of this.#containers.values()) container.start();
  }

  /** The role behind an access key id; undefined when no container has it. */
  callerOf(accessKeyId: string): Caller | undefined {
    return this.#callers.get(accessKeyId);
  }

  /** Sends a signal to a service's container. What ends by it is started again, as when a host is lost. */
  kill(serviceId: string, signal: NodeJS.Signals): void {
    this.#containers.get(serviceId)?.kill(signal);
  }

  /** Stops every container and waits for its end. */
  async close(): Promise<void> {
    await Promise.all([...this.#containers.values()].map(container => container.stop()));
  }
}

/** A container has nothing of the laptop's environment but where programs and temporary files are. */
function basicEnvironment(
  { endpoint, environment }: ContainersOptions,
  accessKeyId: string,
): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin',
    HOME: process.env.HOME ?? tmpdir(),
    TMPDIR: tmpdir(),
    ...environment,
    // The image has Node 22; a laptop with Node 20 need not be told with every start.
    AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    AWS_REGION: REGION,
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: 'local',
  };
}

interface ContainerConfig {
  name: string;
  file: string;
  stopTimeoutSeconds: number;
  logGroup: string;
  environment: Record<string, string>;
}

class Container {
  readonly #config: ContainerConfig;
  readonly #options: Pick<ContainersOptions, 'clock' | 'log' | 'onLine'>;
  #process: ChildProcess | undefined;
  #stopped = false;

  constructor(config: ContainerConfig, options: Pick<ContainersOptions, 'clock' | 'log' | 'onLine'>) {
    this.#config = config;
    this.#options = options;
  }

  start(): void {
    const { name, file, logGroup, environment } = this.#config;
    const { clock, log, onLine } = this.#options;
    const child = fork(file, [], {
      // Under tsx this process has a loader in its arguments; the bundle must run without it, as in its image.
      execArgv: ['--import', new URL('./ecs/follow-parent.mjs', import.meta.url).href],
      env: environment,
      detached: true, // Ctrl-C in a terminal goes to us, and we send SIGTERM
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.#process = child;
    for (const stream of [child.stdout, child.stderr])
      if (stream)
        createInterface(stream).on('line', line => {
          log(name, line);
          onLine(logGroup, line);
        });
    child.on('error', error => log(name, error.message)); // it could not be started, or not be told of its end
    child.once('exit', async (code, signal) => {
      this.#process = undefined;
      if (this.#stopped) return;
      log(name, `ended with ${signal ?? code}; another one is started`);
      await clock.sleep(RESTART_MS);
      if (!this.#stopped) this.start();
    });
  }

  kill(signal: NodeJS.Signals): void {
    this.#process?.kill(signal);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    const child = this.#process;
    if (!child) return;
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    // A process keeps to real time, whatever clock the rest of the cloud has.
    const timer = setTimeout(() => child.kill('SIGKILL'), this.#config.stopTimeoutSeconds * 1000);
    await ended;
    clearTimeout(timer);
  }
}
