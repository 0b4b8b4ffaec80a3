import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { HeadObjectCommand, NotFound } from '@aws-sdk/client-s3';
import { harmless } from '../../core/terminal.ts';
import type { StageSettings } from '../../infra/edge-settings.ts';
import type { Template } from '../../local/template/template.ts';
import { pushCommand } from '../app-push.ts';
import { appBucket } from '../app-target.ts';
import { doctorCommand } from '../doctor-command.ts';
import { EXIT, UsageError } from '../faults.ts';
import type { Finding } from '../finding.ts';
import { print, width } from '../output/output.ts';
import { preflight } from '../preflight.ts';
import { lineOf } from '../preflight-command.ts';
import { packagedFor, stackFindings } from '../preflight-stack.ts';
import { readProfiles } from '../profiles.ts';
import { stackOf, stackOutputs } from '../stack.ts';
import { checkedSettings } from '../stage-settings.ts';
import { dnsRecords, dnsTable, isComplete } from './dns.ts';
import { checkProfile, firstKey } from './first-key.ts';
import { needSources, packager } from './packager.ts';
import { releaseNamed } from './release.ts';
import { type Result, type Step, take } from './steps.ts';

export interface DeployFlags {
  stage: string;
  app?: string | undefined;
  profile?: string | undefined;
  release?: string | undefined;
  yes?: true | undefined;
}

/** Builds that are no longer live stay as long as with `app push`. */
const KEEP_DAYS = 30;

/**
 * `signpost deploy`: brings a stage from nothing, or from what is there, to one that runs, step by step.
 *
 * @param root the project's folder
 * @returns the exit status: 1 when a step stopped
 * @throws UsageError for flags and settings that are wrong, before anything is made
 */
export async function deployCommand(flags: DeployFlags, root: string): Promise<number> {
  needSources(root);
  const settings = checkedSettings(root, flags.stage);
  if (flags.profile !== undefined) checkProfile(flags.profile);
  if (flags.app !== undefined && !existsSync(join(flags.app, 'index.html')))
    throw new UsageError(`--app ${flags.app}: there is no index.html in it`);
  const stack = flags.release === undefined ? newStack(flags, root) : formerStack(flags, flags.release, root);
  const steps: Step[] = [
    { title: 'The account', run: () => account(flags.stage, settings) },
    ...stack,
    {
      title: 'The first key',
      run: async () => firstKey({ ...flags, outputs: await stackOutputs(flags.stage) }),
    },
    { title: 'The app', run: () => app(flags) },
    { title: 'DNS', run: () => dns(flags.stage, settings) },
    { title: 'What runs now', run: () => doctor(flags) },
  ];
  return await take(steps, again(flags));
}

async function account(stage: string, settings: StageSettings): Promise<Result> {
  return await found(preflight(stage, settings), 'the account is ready');
}

/** Prints findings; one that is a problem stops. */
async function found(findings: AsyncIterable<Finding> | Iterable<Finding>, text: string): Promise<Result> {
  let problems = 0;
  for await (const finding of findings) {
    await print(`     ${lineOf(finding)}\n`);
    if (finding.kind === 'problem') problems++;
  }
  return problems === 0
    ? { state: 'done', text }
    : {
        state: 'stopped',
        text: `${problems} of these ${problems === 1 ? 'is a problem' : 'are problems'}; nothing was changed`,
      };
}

/** The stack of what is in this folder. */
const newStack = ({ stage, yes }: DeployFlags, root: string): Step[] => [
  {
    title: 'The package',
    run: async () => {
      await packager(root, ['package', '--stage', stage]);
      return { state: 'done', text: 'bundles and template are in .serverless' };
    },
  },
  {
    title: 'The stack',
    run: () =>
      change(stage, packagedFor(root, stage), yes, () =>
        packager(root, ['deploy', '--package', '.serverless', '--stage', stage]),
      ),
  },
];

/** The stack of a former deploy, of which the packager has template and zips. */
const formerStack = ({ stage, yes }: DeployFlags, wanted: string, root: string): Step[] => [
  {
    title: `The stack, as it was (${wanted})`,
    run: async () => {
      const { timestamp, template } = await releaseNamed(stage, wanted);
      return await change(stage, template, yes, () =>
        packager(root, ['rollback', '--timestamp', timestamp, '--stage', stage]),
      );
    },
  },
];

/** Looks at what the change would lose, then makes it. */
async function change(
  stage: string,
  template: Template | undefined,
  yes: true | undefined,
  make: () => Promise<void>,
): Promise<Result> {
  const looked = await found(await stackFindings(stage, template, yes === true), '');
  if (looked.state === 'stopped') return looked;
  await make();
  return { state: 'done', text: `${stackOf(stage)} is as it should be` };
}

async function app({ stage, app: folder }: DeployFlags): Promise<Result> {
  if (folder !== undefined) {
    await print(await pushCommand(folder, { stage, keepDays: KEEP_DAYS }));
    return { state: 'done', text: `${folder} is in the bucket` };
  }
  const { s3, bucket } = await appBucket({ stage });
  try {
    await s3.send(new HeadObjectCommand({ Bucket: bucket, Key: 'app/index.html' }));
    return { state: 'done already', text: 'an app is in the bucket; --app FOLDER brings another build' };
  } catch (error) {
    if (!(error instanceof NotFound)) throw error;
    return {
      state: 'left out',
      text: 'there is no app yet, and people are told so; --app FOLDER brings one',
    };
  }
}

async function dns(stage: string, settings: StageSettings): Promise<Result> {
  const outputs = await stackOutputs(stage);
  const records = await dnsRecords(settings, outputs);
  if (records.length === 0)
    return {
      state: 'left out',
      text: `no domains are set: ${outputs.ShortAddress} and ${outputs.SiteAddress} are CloudFront’s own`,
    };
  await print(dnsTable(records, width()));
  return isComplete(records)
    ? { state: 'done already', text: 'every name leads where it should' }
    : {
        state: 'left out',
        text: 'only you can make these records; keep those of the certificate, for its renewal',
      };
}

/** The doctor's own report; what it finds is not the deploy's fault, and is told by its exit status. */
async function doctor({ stage, profile }: DeployFlags): Promise<Result> {
  const isKept = profile !== undefined && profile in readProfiles().profiles;
  const status = await doctorCommand({ stage, ...(isKept && { profile }) });
  return status === EXIT.done
    ? { state: 'done', text: 'nothing is wrong' }
    : { state: 'stopped', text: 'something is wrong; where DNS does not lead there yet, wait for it' };
}

/** The command line that goes on. */
const again = ({ stage, app: folder, profile, release, yes }: DeployFlags): string =>
  harmless(
    [
      `npm run deploy -- --stage ${stage}`,
      ...(folder === undefined ? [] : [`--app ${folder}`]),
      ...(profile === undefined ? [] : [`--profile ${profile}`]),
      ...(release === undefined ? [] : [`--release ${release}`]),
      ...(yes ? ['--yes'] : []),
    ].join(' '),
  );
